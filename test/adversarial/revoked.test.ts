import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { scale, shop } from '../../daemon/plans/tiny-room.ts'
import { workbench } from '../../daemon/plans/workbench.ts'
import { startDaemon } from '../protocol/daemon.ts'
import { code, requestText, signedParts, statuses } from '../protocol/raw.ts'

it('a device that is revoked in the middle of its run: what was approved is carried out and recorded, and the device can do nothing more', async () => {
  const room = await workbench()
  const waiting = await room.plans.propose(scale(5), {})
  const pressed = room.plans.press(waiting.id, waiting.digest, room.ben.actor)
  const code = room.code()
  room.cloud.hanging.add('web')
  const hung = room.cloud.hung()
  const { run } = await room.change(scale(3))
  await hung
  for (const person of [room.ada, room.ben]) room.revoked.add(person.actor.device)
  // its own code, from before, is worth nothing
  const statement = room.statement(waiting.digest, pressed)
  await expect(room.plans.approve(waiting.id, code, statement, room.ben.sign(statement), room.ben.actor)).rejects.toMatchObject({ code: 'approval-device' })
  expect(() => room.plans.press(waiting.id, waiting.digest, room.ada.actor)).toThrow(expect.objectContaining({ code: 'approval-device' }))
  room.cloud.release()
  await room.plans.over(run)
  // the run was approved by a device that counted then; stopping it half-way would leave more open than finishing it
  expect(room.plans.run(run)).toMatchObject({ state: 'succeeded' })
  expect(room.cloud.calls).toEqual(['update web'])
  expect([...room.cloud.things(shop)]).toEqual([['web', 3]])
  expect(room.audit.entries({ kind: 'approval.granted' })).toMatchObject([{ actor: room.ada.recorded }])
})

it.each(['/v1/ask', '/v1/events'])('a device that is revoked while its request to %s is on the way is too late with it', async (path) => {
  await using daemon = await startDaemon()
  const device = await daemon.pairDevice(null)
  const { fields, body } = await signedParts(device, path, JSON.stringify(bodies[path]))
  const socket = connect({ host: '127.0.0.1', port: Number(daemon.authority.split(':')[1]) })
  let received = ''
  socket.on('data', (chunk) => { received += chunk.toString('latin1') })
  const whole = requestText(`POST ${path}`, fields, body)
  socket.write(whole.slice(0, -1)) // the device was looked up, and the daemon waits for the last byte
  await daemon.pairDevice(null)
  daemon.devices.revoke(device.pairing.deviceId, { person: 'Ben', device: 'another', via: 'terminal' })
  socket.write(whole.slice(-1))
  await expect.poll(() => received).toContain('\r\n\r\n')
  socket.destroy()
  expect([statuses(received), code(received)]).toEqual([[403], 'device-revoked'])
  expect([daemon.calls, daemon.http.streams.count]).toEqual([[], 0])
})
const bodies: Record<string, unknown> = { '/v1/ask': { message: '6a1f8f6e-3f0e-4b3a-9d3c-0d7c3f8a2b11', text: 'scale the shop' }, '/v1/events': { after: 0 } }
