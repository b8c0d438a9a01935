"""What a deal is and means (method.md). Pure: no I/O, and today is passed in.

`entities` and `fields` say what there is to know of a deal, `checks` what may be written;
`question_sets`, `milestones` and `scoring` what it comes to. What follows from that has a room for
each step of the method: `select`, `review`, `plan` (which proposes what to act on). `values` are
dates, amounts and texts by themselves. Knows nothing of any other part but `playbook`, whose
method it applies.
"""
