"""What the screens and the command line talk to: deals, reviews, meetings, imports, reports.

Each verb takes what the screen had shown and writes it as one act; each read gives domain
values, with all that follows from them in one `DealView`. Nothing above sees the store.
"""
