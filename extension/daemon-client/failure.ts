import { CountersignError } from '../../shared/errors.ts'

/** Any error as words for a person. What isn't ours keeps its text: hiding it would leave nobody anything to go on. */
export function failureOf(error: unknown): { code: string, message: string, hint: string } {
  if (error instanceof CountersignError) return { code: error.code, message: error.message, hint: error.hint }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { code: 'timeout', message: 'The daemon did not answer in time, so it is not known what became of this.', hint: 'Look at the plan or the run before repeating anything.' }
  }
  const text = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message: `Something went wrong in the sidebar itself (${text}). Nothing was changed by it.`, hint: 'Close the panel and open it again.' }
}
