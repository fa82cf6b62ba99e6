"""
Loading: a platform filled with files as years of work would leave them, to see how it behaves then (`make load-data n=1000000`).

The communes are the real ones, each as busy as its population makes it; the procedures are those of the catalogue; the people are nobody.
What a seed gives is the same each time. Files are copied straight into the databases of filing, review and signature, as far as their lists
tell of them: nothing is announced, nobody is written to, no document is attached, and nothing stands in payment or notification.

names      what people are called, in Arabic and French
lives      one file's life, drawn by its number
rows       the rows that it leaves in each room
copying    COPY of many rows
indexes    set aside meanwhile
filling    batch after batch, by two processes, with its numbers in the registers
"""
