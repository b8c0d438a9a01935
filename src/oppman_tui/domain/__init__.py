"""What a deal is and means (method.md). Pure: no I/O, and today is passed in.

`entities` and `fields` say what there is to know of a deal; `scoring`, `triggers`, `attention`,
`gaps` and `findings` what follows from it, step by step: SELECT, REVIEW, PLAN, ACT. Knows nothing
of any other part but `playbook`, whose method it applies.
"""
