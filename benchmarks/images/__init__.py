"""What do four variants of a phone's photograph cost, in processor time, memory and quality?

`python -m benchmarks.images` gives photographs of 12, 24 and 50 megapixels to each of these, in a process of its own,
all on one photograph in turn, in an order that is shuffled anew for every repeat:

    curator        the engine, with the specification it is deployed with
    pillow         Pillow as one would write it down first: for each variant open, turn, convert, shrink, encode
    sharp          sharp as its documentation shows it, for each variant; only the quality is given
    sharp-cascade  the best we could find for sharp: one decode, each size from the one before, our encoder effort;
                   once with as many threads as there are processors, once with one, and the better one counts

Every program first makes variants of a tiny picture, so that loading libraries is not counted. What is counted is the
processor time of the whole process, all its threads, since wall time on a busy machine says little. Of all repeats
the median counts: other work on the machine costs processor time as well (shared caches, shared cores), and the least
of a few runs is luck then. Memory is the most the process ever held.

Quality is SSIMULACRA2 against variants computed in floating point from the same photograph: 100 is the same picture,
90 cannot be told apart, 70 is good. The largest variant is compared in several regions. The thumbnail is not
compared: the measure means nothing for so few pixels.

The run fails when a goal of `report` is missed. It prints a table and writes `build/bench/images.json`.

What it cannot show: other processors than this machine's, Lambda's among them, and photographs as cameras took them.
Ours are mosaics of freely licensed pictures, enlarged, with grain (see `photographs`).
"""
