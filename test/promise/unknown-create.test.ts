import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openRoomOver, request } from '../../daemon/plans/tiny-room.ts'
import { openWorld, stepsOf, type StepBody } from '../simulator/sandbox.ts'

// Each plan is a preview of a real engine and each run three of its processes.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

/** A provider that nobody but its own code can ask: what it makes is a file, and after the first it is gone before it can say so. */
let world: Awaited<ReturnType<typeof openWorld>>
let room: Awaited<ReturnType<typeof openRoomOver<typeof world.simulator>>>
const thing = () => join(world.home, 'things.txt')
const things = () => existsSync(thing()) ? readFileSync(thing(), 'utf8').trim().split('\n').filter(line => line !== '') : []

beforeAll(async () => {
  world = await openWorld()
  room = await openRoomOver(world.simulator)
  const file = JSON.stringify(thing())
  appendFileSync(join(world.sandbox.shop, 'index.ts'), `
import { dynamic as other } from '@pulumi/pulumi'
class Thing extends other.Resource {
  constructor(name: string) {
    super({
      async create(inputs: { name: string }) {
        const fs = process.getBuiltinModule('fs')
        fs.appendFileSync(${file}, inputs.name + '\\n')
        if (!fs.existsSync(${file} + '.calm')) process.kill(process.pid, 'SIGKILL')
        return { id: 'thing-' + inputs.name, outs: inputs }
      },
      async read(id: string, props: object) {
        const there = process.getBuiltinModule('fs').readFileSync(${file}, 'utf8').split('\\n').includes(id.slice('thing-'.length))
        return there ? { id, props } : { id: '' }
      },
      async delete(id: string) {
        const fs = process.getBuiltinModule('fs')
        const left = fs.readFileSync(${file}, 'utf8').split('\\n').filter(line => line !== id.slice('thing-'.length))
        fs.writeFileSync(${file}, left.join('\\n'))
      },
    }, name, { name }, {}, 'other', 'Thing')
  }
}
if (new Config('shop').get('banner') === 'with a thing') new Thing('lamp')
`)
  expect((await change({ operation: 'deploy' })).state).toBe('succeeded')
})
afterAll(async () => {
  await room.end()
  await world.close()
})

async function change(...bodies: StepBody[]) {
  const { run } = await room.change(request(stepsOf(...bodies), 'a change', room.ada))
  await room.plans.over(run)
  return room.plans.run(run)!
}
async function take({ steps, title }: { steps: Parameters<typeof request>[0], title: string }) {
  const { run } = await room.change(request(steps, title, room.ada))
  await room.plans.over(run)
  return room.plans.run(run)!
}

it('closes a target whose provider can’t be asked about a create that never ended, until a person has said what exists', async () => {
  const before = await world.everything()
  const run = await change({ operation: 'set-config', key: 'banner', value: 'with a thing' })
  expect(run).toMatchObject({ state: 'interrupted', conclusion: expect.stringContaining('create lamp') })
  expect(things()).toEqual(['lamp'])

  const asked = await room.plans.settle(run.id)
  expect(asked.unknown).toEqual([expect.stringMatching(/whether lamp is there.*Look at its provider/)])
  // nothing is offered that would build on a guess, and nothing is taken that wasn't offered
  expect(asked.offers).toEqual([])
  await expect(room.plans.propose(request(stepsOf({ operation: 'deploy' }), 'go on', room.ada), {})).rejects.toMatchObject({ code: 'target-unsettled' })
  for (const conclusion of ['finish', 'undo'] as const) {
    const steps = stepsOf({ operation: 'settle', run: run.id, conclusion })
    await expect(room.plans.propose(request(steps, 'too early', room.ada), {})).rejects.toMatchObject({ code: 'settle-pending' })
  }
  await expect(room.plans.propose(request(stepsOf({ operation: 'settle', run: run.id, conclusion: 'record' }), 'nothing said', room.ada), {}))
    .rejects.toMatchObject({ code: 'stock-incomplete' })
  // of a thing of another name nothing was said
  expect((await room.plans.settle(run.id, [{ name: 'lamb', physical: 'thing-lamb' }])).offers).toEqual([])

  const said = await room.plans.settle(run.id, [{ name: 'lamp', physical: 'thing-lamp' }])
  expect(said.offers.map(({ conclusion }) => conclusion)).toEqual(['record'])
  writeFileSync(`${thing()}.calm`, '')
  expect((await take(said.offers[0]!)).state).toBe('succeeded')
  const undo = (await room.plans.settle(run.id)).offers.find(({ conclusion }) => conclusion === 'undo')
  expect((await take(undo!)).state).toBe('succeeded')
  expect([things(), await world.everything()]).toEqual([[], before])
})

it('makes it once more where a person said that it is not there, and only then', async () => {
  rmSync(`${thing()}.calm`)
  const run = await change({ operation: 'set-config', key: 'banner', value: 'with a thing' })
  expect(run.state).toBe('interrupted')
  writeFileSync(thing(), '')
  writeFileSync(`${thing()}.calm`, '')
  const said = await room.plans.settle(run.id, [{ name: 'lamp', physical: null }])
  expect((await take(said.offers[0]!)).state).toBe('succeeded')
  expect(things()).toEqual([])
  const finish = (await room.plans.settle(run.id)).offers.find(({ conclusion }) => conclusion === 'finish')
  expect((await take(finish!)).state).toBe('succeeded')
  expect(things()).toEqual(['lamp'])
})
