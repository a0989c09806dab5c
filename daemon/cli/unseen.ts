import { CountersignError } from '../../shared/errors.ts'

/** A code was drawn and nobody could have seen it. @param command what to run again */
export const unseen = (command: string): CountersignError => new CountersignError(
  'code-unseen', 'The daemon has no terminal of its own, so that nobody could see the code; nothing was changed.',
  `Run \`countersign watch\` in another terminal, then \`countersign ${command}\` again.`,
)
