"""A file a screen: what it is made of, when it reads anew, which verb a key carries out.

`live` is what those over the store have in common, `on_a_deal` those about a deal, `dialog` the
small questions at the bottom edge.
"""
