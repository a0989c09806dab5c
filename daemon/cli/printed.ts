import { visible } from '../../shared/visible.ts'

/** One value for programs, in ASCII alone: who looks at it in a terminal must not be driven by what somebody called their resources. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * Text for a person. Whatever this command prints passes through here, refusals with what a program threw in them as well; what was made
 * visible where it came in keeps its marks.
 */
export const readable = (text: string): string =>
  text.split(/(⟨U\+[0-9A-F]{4,6}⟩)/).map((part, index) => index % 2 === 1 ? part : visible(part, { lines: true })).join('')
