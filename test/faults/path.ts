import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { seeded } from '../../daemon/engine/embedded/testing/seeded.ts'
import { verify } from '../../daemon/store/verify.ts'
import { endAsked } from './ending.ts'
import { Daemon } from './path/daemon.ts'
import type { Victim } from './path/processes.ts'
import { type Carried, Course, type Phase, type Trial } from './path/trial.ts'
import { Witness } from './path/witness.ts'
import { World } from './path/world.ts'

/** How often something was killed on the whole path, and what was lost, done twice, or left different from the record. */
export interface PathResult {
  harness: 'path'
  seed: number
  trials: number
  killed: Record<Victim, number>
  interrupted: number
  settled: number
  failures: string[]
}

export interface PathOptions {
  readonly trials: number
  readonly seed: number
  /** No trial begins once this has aborted, whatever `trials` says. */
  readonly signal?: AbortSignal
  /** Worlds at the same time, each with a daemon, a cloud and a person of its own. */
  readonly workers?: number
  readonly tell?: (line: string) => void
}

/** Weights: a kill before the run is cheap and as likely to find a hole in the record; a kill in the run costs a settlement. */
const phases: readonly [Phase, number][] = [
  ['pair', 0.2], ['plan', 0.25], ['approve', 0.2], ['run', 0.2], ['roll back', 0.1], ['settle', 0.05],
]
const froms: readonly Trial['from'][] = ['phase', 'change', 'call']
const victims: readonly Victim[] = ['daemon', 'engine', 'provider', 'sandbox']

/** One random source for all trials: the same seed gives the same list, whichever worker takes the next one. */
function* trialsOf(seed: number): Generator<Trial> {
  const random = seeded(seed)
  for (;;) {
    let left = random()
    const phase = phases.find(([, share]) => (left -= share) < 0)?.[0] ?? 'run'
    // before a run there is no engine that could be killed, but for the preview of a plan
    const among = phase === 'pair' || phase === 'approve' ? victims.filter(each => each === 'daemon' || each === 'sandbox') : victims
    const victim = phase === 'pair' ? 'daemon' : among[Math.floor(random() * among.length)] ?? 'daemon'
    yield { phase, victim, at: random(), from: froms[Math.floor(random() * froms.length)] ?? 'phase', search: random() < 0.4, finish: random() < 0.5 }
  }
}

/** Kills what carries the product, at random points of pair, plan, approve, run and roll back. */
export async function wholePath(options: PathOptions): Promise<PathResult> {
  const { trials, seed, signal, workers = availableParallelism(), tell = () => undefined } = options
  const result: PathResult = {
    harness: 'path', seed, trials: 0, killed: { daemon: 0, engine: 0, provider: 0, sandbox: 0 }, interrupted: 0, settled: 0, failures: [],
  }
  const source = trialsOf(seed)
  let begun = 0
  const work = async (): Promise<void> => {
    const world = await World.open()
    let daemon: Daemon | undefined
    try {
      daemon = await Daemon.start(world)
      daemon.use(await daemon.pair())
      const [witness, carried]: [Witness, Carried] = [new Witness(), { pace: new Map() }]
      await witness.look(daemon.client)
      witness.calls = (await world.calls(0)).length
      await witness.entries(daemon.client)
      while (begun < trials && !signal?.aborted && result.failures.length === 0) {
        const number = ++begun
        const { value: trial } = source.next() as { value: Trial }
        const at = performance.now()
        try {
          const met = await new Course(world, daemon, witness, carried).go(trial)
          result.trials += 1
          if (met.killed) result.killed[met.killed] += 1
          result.interrupted += Number(met.interrupted)
          result.settled += Number(met.settled)
          tell(`${number} ${trial.phase}, ${trial.victim} at ${trial.at.toFixed(2)} of the ${trial.from}: ${met.killed ?? 'nothing'} killed${met.interrupted ? ', interrupted' : ''}${met.recorded ? ', recorded' : ''}${met.settled ? ', settled' : ''}, ${Math.round(performance.now() - at)} ms`)
        } catch (error) {
          result.failures.push(`trial ${number} (${JSON.stringify(trial)}): ${error instanceof Error ? error.stack ?? error.message : String(error)}`)
        }
      }
      await daemon.killed()
      const { ok, problem } = await verify(path.join(world.home, 'countersign.db'), { witness: witness.checkpoint })
      if (!ok && result.failures.length === 0) result.failures.push(`the record is wrong: ${problem?.what ?? ''}`)
    } finally {
      await daemon?.killed()
      world.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, trials) }, work))
  return result
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals: [trials = '1000', seed = '1'] } = parseArgs({
    allowPositionals: true, options: { minutes: { type: 'string' }, workers: { type: 'string' }, tell: { type: 'boolean', default: false } },
  })
  const result = await wholePath({
    trials: Number(trials), seed: Number(seed), signal: endAsked(values.minutes),
    ...(values.workers && { workers: Number(values.workers) }), ...(values.tell && { tell: line => void process.stderr.write(`${line}\n`) }),
  })
  console.log(JSON.stringify(result))
  process.exitCode = result.failures.length === 0 ? 0 : 1
}
