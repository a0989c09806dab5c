import { LearnedId, type Learned } from '../../../shared/wire.ts'
import { visible } from '../../../shared/visible.ts'
import { WrongUse, type Command } from '../command.ts'
import { connectTo } from '../connection.ts'

const form = 'memory takes words to look for, or: forget ID, forget all, correct ID TEXT'

/** What the daemon learned from what was asked and done: to be looked at, corrected and forgotten. */
export const memory: Command = {
  usage: 'memory [WORDS | forget ID|all | correct ID TEXT]',
  about: 'what was learned from earlier orders: list, correct, forget',
  words: [0, Infinity],
  async run({ home, words: [verb, id, ...rest] }) {
    const changes = (verb === 'forget' && id !== undefined && rest.length === 0) || (verb === 'correct' && id !== undefined && rest.length > 0)
    if (changes && id !== 'all' && !LearnedId.safeParse(id).success) throw new WrongUse(form)
    const { client } = await connectTo(home)
    if (changes && verb === 'forget') {
      const { forgotten } = await client.post('/v1/memory/forget', id === 'all' ? {} : { id })
      return { value: { forgotten }, text: `Forgotten: ${forgotten}. The record of what was done stays as it is.` }
    }
    if (changes && id !== undefined) {
      const { things } = await client.post('/v1/memory/correct', { id, correction: rest.join(' ') })
      return { value: { things: things.filter((thing) => thing.id === id) }, text: `${id} is corrected.` }
    }
    const about = [verb, id, ...rest].filter((word) => word !== undefined).join(' ')
    const { things } = await client.post('/v1/memory', about === '' ? {} : { about })
    return { value: { things }, text: things.length === 0 ? 'Nothing was learned yet.' : things.map(line).join('\n') }
  },
}

const line = ({ id, at, person, said, meant, source, correction }: Learned): string =>
  [`${id}  ${at.slice(0, 10)}  ${visible(person)}: ${visible(said)}`, `    is ${visible(meant)}${correction === undefined ? '' : ` (corrected: ${visible(correction)})`}`, `    ${visible(source)}`].join('\n')
