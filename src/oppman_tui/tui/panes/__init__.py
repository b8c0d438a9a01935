"""The tabs of a deal: Review, Plan, Act, Key players, History. Each draws the deal it is given."""
