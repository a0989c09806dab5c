import { CountersignError } from '../../../shared/errors.ts'
import { loadSdk } from './sdk.ts'

/** What went wrong between here and the provider, as a sentence with a next step. The provider's own text is not shown: it is not ours. */
export async function modelFailure(error: unknown): Promise<CountersignError> {
  const sdk = await loadSdk()
  const nothing = 'nothing was changed'
  if (error instanceof sdk.APIUserAbortError) return new CountersignError('stopped', 'This was stopped before it was done.')
  if (error instanceof sdk.APIConnectionError) return new CountersignError(
    'model-unreachable', `The model could not be reached; ${nothing}.`, 'Everything else works without it: ask in plain words.',
    { cause: error }
  )
  if (error instanceof sdk.APIError) {
    const wait = error.headers?.get('retry-after')
    if (error.status === 401 || error.status === 403) return new CountersignError(
      'model-key', `The model's provider refused the key; ${nothing}.`, 'Check ANTHROPIC_API_KEY and start the daemon again.',
      { cause: error }
    )
    if (error.status === 429) return new CountersignError(
      'model-rate', `The model's provider asks to slow down; ${nothing}.`,
      wait != null && /^\d{1,5}$/.test(wait) ? `Try again in ${wait} s.` : 'Try again in a minute.', { cause: error }
    )
    if (error.status === 529 || (error.status ?? 0) >= 500) return new CountersignError(
      'model-busy', `The model's provider is overloaded or broken; ${nothing}.`, 'Try again in a while.', { cause: error }
    )
    return new CountersignError(
      'model-refused', `The model's provider refused the request (${error.status ?? 'in the stream'}); ${nothing}.`,
      'Check the model\'s name in the configuration.', { cause: error }
    )
  }
  return error instanceof CountersignError ? error : new CountersignError(
    'model-failed', `The model's answer broke off; ${nothing}.`, 'Ask again.', { cause: error }
  )
}
