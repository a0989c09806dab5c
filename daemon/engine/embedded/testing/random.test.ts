import { expect, test } from 'vitest'
import { emptySnapshot, integrityProblems, type Snapshot } from '../snapshot/snapshot.ts'
import { mended, randomProgram } from './generate.ts'
import { seeded } from './seeded.ts'
import type { ProgramData } from './program.ts'
import { simulate, type Simulation } from './simulate.ts'
import { World } from './world.ts'

/** `ENGINE_SEEDS=20000` for a long run. */
const SEEDS = Number(process.env.ENGINE_SEEDS ?? 2000)
/** How many edits each program goes through. */
const EDITS = 4

test(`${SEEDS} random programs keep every promise through edits, failures, a second update and a destroy`, async () => {
  for (let seed = 0; seed < SEEDS; seed++) await life(seed)
}, 900_000)

async function life(seed: number): Promise<void> {
  const next = seeded(seed)
  const world = new World()
  let snapshot = emptySnapshot
  let program: ProgramData = { resources: [] }
  for (let edit = 0; edit < EDITS; edit++) {
    program = randomProgram(next)
    const preview = await simulate(program, snapshot, world, { kind: 'preview' })
    const update = await simulate(program, snapshot, world, { kind: 'update', continueOnError: next() < 0.2 })
    const where = `seed ${seed}, edit ${edit}`
    if (!preview.failed) expect(surprises(preview, update), `${where}: done but not announced`).toEqual([])
    expect(integrityProblems(update.snapshot), `${where}: the state is not whole`).toEqual([])
    expect(missing(update.snapshot, world), `${where}: in the state but not in the world`).toEqual([])
    snapshot = update.snapshot
  }
  if (next() < 0.4) snapshot = await tornDown(`seed ${seed}`, program, snapshot, world, next() < 0.5)
  await ending(`seed ${seed}`, mended(program), snapshot, world)
}

/** A destroy that meets what can't be deleted leaves a state from which everything can still come through. */
async function tornDown(where: string, program: ProgramData, snapshot: Snapshot, world: World, runProgram: boolean): Promise<Snapshot> {
  const torn = await simulate(program, snapshot, world, { kind: 'destroy', continueOnError: true, runProgram })
  expect(integrityProblems(torn.snapshot), `${where}: the state is not whole after a destroy`).toEqual([])
  expect(missing(torn.snapshot, world), `${where}: in the state but not in the world after a destroy`).toEqual([])
  return torn.snapshot
}

/** A program that can't fail comes through, changes nothing the second time, and leaves nothing when it is destroyed. */
async function ending(where: string, program: ProgramData, snapshot: Snapshot, world: World): Promise<void> {
  const first = await simulate(program, snapshot, world, { kind: 'update' })
  if (first.failed) {
    // What an earlier program made so that it can't be deleted, or protected, is still in the way.
    expect(first.errors.join('\n'), where).toMatch(/refused to delete|protect/)
    return
  }
  const again = await simulate(program, first.snapshot, world, { kind: 'update' })
  expect(again.operations.filter(([op]) => op !== 'same'), `${where}: a second update changed something`).toEqual([])
  const gone = await simulate(program, again.snapshot, world, { kind: 'destroy' })
  expect(gone.errors, where).toEqual([])
  expect(gone.snapshot.resources, `${where}: something was left`).toEqual([])
}

function surprises(preview: Simulation, update: Simulation): string[] {
  const announced = new Set(preview.operations.map(([op, name]) => `${op} ${name}`))
  return update.operations.flatMap(([op, name]) => {
    // Behind an unknown output, what was announced as a replacement may turn out to be less.
    const less =
      op === 'same' || (op === 'update' && announced.has(`replace ${name}`)) || (op === 'delete'
        && announced.has(`delete-replaced ${name}`))
    return less || announced.has(`${op} ${name}`) ? [] : [`${op} ${name}`]
  })
}

function missing(snapshot: Snapshot, world: World): string[] {
  const owned = snapshot.resources.filter(({ custom, pendingReplacement, type }) => custom && !pendingReplacement
    && !type.startsWith('pulumi:'))
  return owned.map(({ id }) => id ?? '').filter((id) => !world.things.has(id))
}
