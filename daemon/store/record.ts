/** What the writer of the record and its verifier have to agree on; it imports nothing, as the verifier stands alone. */

/** One checkpoint is kept at the end of every so many entries, and the newest: a tampered stretch is narrowed down to this. */
export const BLOCK = 256

/** In every entry's bytes: what this document is, so that it can't be taken for another signed or hashed one. */
export const ENTRY_FORMAT = 'countersign/entry/1'
