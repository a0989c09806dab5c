import type { Command } from '../command.ts'
import { connectTo } from '../connection.ts'
import { followRun } from '../follow-run.ts'
import { runLine, runText, runValue, stepText } from '../run-text.ts'

export const runs: Command = {
  usage: 'runs',
  about: 'list the runs, newest first',
  words: [0, 0],
  async run({ home }) {
    const { client } = await connectTo(home)
    const { runs: list } = await client.post('/v1/runs', {})
    return { value: { runs: list.map(({ id, ...run }) => ({ run: id, ...run })) }, text: list.map(runLine).join('\n') || 'Nothing has run yet.' }
  },
}

export const run: Command = {
  usage: 'run ID [--follow]',
  about: 'show a run; --follow waits for its end and fails if it does',
  options: { follow: { type: 'boolean' } },
  words: [1, 1],
  async run({ home, words: [id = ''], options, json, tell }) {
    const { client } = await connectTo(home)
    if (!options.follow) {
      const { run: found } = await client.post('/v1/runs/get', { id })
      return { value: runValue(found), text: runText(found) }
    }
    const shown = new Set<string>()
    const ended = await followRun(client, id, ({ steps }) => {
      for (const line of steps.map(stepText)) {
        if (!shown.has(line) && !json) tell(line)
        shown.add(line)
      }
    })
    return { value: runValue(ended), text: runText(ended), ok: ended.state === 'succeeded' }
  },
}
