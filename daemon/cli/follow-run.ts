import type { Client } from '../../shared/client.ts'
import { CountersignError } from '../../shared/errors.ts'
import type { Run } from '../../shared/wire.ts'

const underWay = new Set<Run['state']>(['running', 'rolling-back'])

/** Breaks in a row after which the daemon counts as gone. */
const mostBreaks = 5

/**
 * Waits for a run to end. A stream that breaks is opened again from the last event seen; the run itself goes on without anybody watching.
 *
 * @param onChange told each time the run has moved
 */
export async function followRun(client: Client, id: string, onChange: (run: Run) => void = () => undefined): Promise<Run> {
  let { cursor } = await client.post('/v1/status', {})
  let { run } = await client.post('/v1/runs/get', { id })
  onChange(run)
  for (let breaks = 0; underWay.has(run.state);) {
    const ended = new AbortController()
    try {
      await client.events(cursor, async (event, reached) => {
        cursor = reached
        breaks = 0
        if (event.type === 'reset') run = (await client.post('/v1/runs/get', { id })).run
        else if (event.type === 'run' && event.run.id === id) run = event.run
        else return
        onChange(run)
        if (!underWay.has(run.state)) ended.abort(ended)
      }, ended.signal)
    } catch (error) {
      if (ended.signal.aborted) break
      breaks += 1
      if (breaks > mostBreaks || !(error instanceof CountersignError)) throw error
      run = (await client.post('/v1/runs/get', { id })).run
    }
  }
  return run
}
