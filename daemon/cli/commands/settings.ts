import { Preferences } from '../../../shared/wire.ts'
import { WrongUse, type Command } from '../command.ts'
import { connectTo } from '../connection.ts'

const meaning: Readonly<Record<Preferences['reach'] | Preferences['role'], string>> = {
  literal: 'asks about whatever your words don’t say themselves', balanced: 'takes it from the page and the conversation',
  thorough: 'takes the nearest name and what you usually mean, too',
  owner: 'suggestions and a model’s answers in plain words', engineer: 'with the full names of settings and resources',
  auditor: 'with what changed, and who changed it, first',
}

/** How this person's words are read, and in which words they are answered. */
export const settings: Command = {
  usage: 'settings [reach=literal|balanced|thorough] [role=owner|engineer|auditor]',
  about: 'show or choose how far your words are read, and what you are here',
  words: [0, 2],
  async run({ home, words }) {
    const change = Preferences.partial().safeParse(Object.fromEntries(words.map((word) => [word.split('=')[0], word.slice(word.indexOf('=') + 1)])))
    if (!change.success) throw new WrongUse(`settings takes: reach=${Preferences.shape.reach.options.join('|')}, role=${Preferences.shape.role.options.join('|')}`)
    const { client } = await connectTo(home)
    const { preferences } = await client.post('/v1/preferences', change.data)
    const { reach, role } = preferences
    return { value: preferences, text: [`reach=${reach}: ${meaning[reach]}`, `role=${role}: ${meaning[role]}`].join('\n') }
  },
}
