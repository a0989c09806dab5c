import type { Filled, Part } from '../../shared/wire.ts'

/** For who wants to be read to the letter: what was put in is told, and nothing is planned before they say so. */
export function asRead(reading: string, filled: readonly Filled[]): Part {
  const put = filled.map(({ said, meant, from }) => `${said === '' ? '' : `“${said}” as `}${meant} (${from})`).join(', ')
  return {
    kind: 'choice', question: `Your words don't say all of this. I would read them as: ${reading}. Put in: ${put}.`,
    options: [{ label: 'Make the plan', text: reading }, { label: 'No, only explain', text: `what would happen if I ${reading}` }],
  }
}

/** A change and a read are too close: one question, two buttons. */
export function either(text: string, reading: string): Part {
  return {
    kind: 'choice', question: `Should I make a plan for this: ${reading}?`,
    options: [
      { label: 'Make the plan', text: reading },
      { label: 'No, only explain', text: `what would happen if I ${reading}` },
    ],
  }
}
