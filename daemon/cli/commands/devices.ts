import { visible } from '../../../shared/visible.ts'
import { WrongUse, type Command } from '../command.ts'
import { connectTo } from '../connection.ts'

export const devices: Command = {
  usage: 'devices [revoke ID]',
  about: 'list the paired devices, or end the pairing of one',
  words: [0, 2],
  async run({ home, words: [verb, id] }) {
    if (verb !== undefined && (verb !== 'revoke' || id === undefined)) throw new WrongUse('devices takes nothing, or: revoke ID')
    const { client } = await connectTo(home)
    if (id !== undefined) {
      await client.post('/v1/devices/revoke', { id })
      return { value: { revoked: id }, text: `${visible(id)} is no longer paired.` }
    }
    const { devices: list } = await client.post('/v1/devices', {})
    const text = list.map((device) => `${device.id}  ${visible(device.name)}  ${visible(device.person)}  ${device.revoked ? 'revoked' : 'paired'} ${device.pairedAt}`)
    return { value: { devices: list }, text: text.join('\n') }
  },
}
