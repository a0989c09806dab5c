import type { Operation } from '../operation.ts'

/** Words by what they order, parted by spaces. */
export type VerbTable = Partial<Record<Operation, string>>
/** A word and what it orders; of several for one word the first counts. */
export type Verb = readonly [word: string, operation: Operation]

export const rowsOf = (table: VerbTable): [Operation, string][] => Object.entries(table) as [Operation, string][]

export const verbsIn = (rows: readonly (readonly [Operation, string])[]): Verb[] =>
  rows.flatMap(([operation, words]) => words.split(' ').map((word): Verb => [word, operation]))
