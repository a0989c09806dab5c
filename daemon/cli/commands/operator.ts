import { WrongUse, type Command } from '../command.ts'
import { connectTo } from '../connection.ts'
import { jsonLine } from '../printed.ts'
import { askOperator, operatorReplies } from '../operator.ts'
import { runText, runValue } from '../run-text.ts'

/** Shows what the daemon's terminal shows, for a daemon that has none: under a service manager, or with its output in a file. */
export const watch: Command = {
  usage: 'watch',
  about: 'show the plans and codes of a daemon that runs elsewhere on this machine',
  words: [0, 0],
  async run({ home, json, print }) {
    for await (const reply of operatorReplies(home, { command: 'watch' })) {
      if ('show' in reply) print(json ? jsonLine(reply) : reply.show)
    }
    return true
  },
}

/** After too many wrong codes approving stays closed until the operator opens it. */
export const approving: Command = {
  usage: 'approving open',
  about: 'allow approving again after too many wrong codes',
  words: [1, 1],
  async run({ home, words: [verb] }) {
    if (verb !== 'open') throw new WrongUse('approving takes: open')
    await askOperator(home, { command: 'open-approving' })
    return { value: { approving: 'open' }, text: 'Approving is open again.' }
  },
}

/** With a run it stops that: what is in flight finishes, nothing more is begun. Alone it ends the daemon. */
export const stop: Command = {
  usage: 'stop [RUN]',
  about: 'stop a run after what is in flight; without one, end the daemon',
  words: [0, 1],
  async run({ home, words: [id] }) {
    if (id !== undefined) {
      const { client } = await connectTo(home)
      const { run } = await client.post('/v1/runs/stop', { id })
      return { value: runValue(run), text: runText(run) }
    }
    await askOperator(home, { command: 'stop' })
    return { value: { stopping: true }, text: 'The daemon is ending.' }
  },
}
