import { performance } from 'node:perf_hooks'
import { openRoom, scale } from '../../daemon/plans/tiny-room.ts'

/**
 * From the press on Approve to its answer, and from the typed code to its answer, inside the daemon: each answer waits for the entry to be
 * on the disk. The network and the person come on top. `node test/bench/approval.ts [approvals]` prints one line of JSON, milliseconds.
 */
const approvals = Number(process.argv[2] ?? '200')
const room = await openRoom()

const summary = (times: number[]) => {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 100) / 100
  return { p50: at(0.5), p95: at(0.95), max: at(1) }
}
async function timed<Result>(times: number[], work: () => Result | Promise<Result>): Promise<Result> {
  const start = performance.now()
  const result = await work()
  times.push(performance.now() - start)
  return result
}

const times = { propose: [] as number[], press: [] as number[], approve: [] as number[], rollout: [] as number[] }
for (let count = 1; count <= approvals; count++) {
  const { id, digest } = await timed(times.propose, () => room.plans.propose(scale(2 + count), {}))
  const pressed = await timed(times.press, () => room.plans.press(id, digest, room.ada.actor))
  const statement = room.statement(digest, pressed)
  const signature = room.ada.sign(statement)
  const { run } = await timed(times.approve, () => room.plans.approve(id, room.code(), statement, signature, room.ada.actor))
  await timed(times.rollout, () => room.plans.over(run))
}
const both = times.press.map((press, at) => press + (times.approve[at] ?? 0))
console.log(JSON.stringify({
  benchmark: 'approval', approvals, milliseconds: {
    propose: summary(times.propose), press: summary(times.press), approve: summary(times.approve),
    pressToRun: summary(both), run: summary(times.rollout),
  },
}))
await room.end()
