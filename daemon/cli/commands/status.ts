import { visible } from '../../../shared/visible.ts'
import type { Command } from '../command.ts'
import { connectTo } from '../connection.ts'
import { isPaired } from '../identity.ts'
import { operatorStatus } from '../operator.ts'

/** Before pairing only what the operator's socket tells: that the daemon runs, where, and how to go on. */
export const status: Command = {
  usage: 'status',
  about: 'say whether the daemon runs, what it may change, and whether its record is whole',
  words: [0, 0],
  async run({ home }) {
    if (!isPaired(home)) {
      const daemon = await operatorStatus(home)
      return { value: { ...daemon, paired: false }, text: `The daemon ${daemon.version} runs at ${daemon.authority}. Pair this command: countersign pair` }
    }
    const { client } = await connectTo(home)
    const now = await client.post('/v1/status', {})
    return {
      value: { ...now, paired: true },
      text: [
        `Countersign ${now.version}; ${visible(now.person)} on "${visible(now.deviceName)}"; approving is ${now.approving}`,
        ...now.targets.map(({ id, mode, engine, problem }) => `  ${visible(id)}  ${mode}  ${visible(engine)}${problem === undefined ? '' : `  ${visible(problem)}`}`),
        `  record: ${now.audit.size} entries, root ${now.audit.root}`,
      ].join('\n'),
    }
  },
}
