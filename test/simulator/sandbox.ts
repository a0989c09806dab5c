import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FoundThing, RunObserver, Simulated } from '../../daemon/simulator-contract.ts'
import { pulumiSimulator } from '../../daemon/simulators/pulumi/index.ts'
import type { PulumiSimulator } from '../../daemon/simulators/pulumi/index.ts'
import { prepareSandbox, startCloud } from '../../infrastructure/index.ts'
import type { RunningCloud, Sandbox } from '../../infrastructure/index.ts'
import { PlanDocument } from '../../shared/plan.ts'
import type { Step } from '../../shared/plan.ts'
import type { RunStep } from '../../shared/wire.ts'

/** A whole sandbox of its own: the cloud, the shop's copy, and the simulator over the real engine. */
export interface World {
  readonly home: string
  readonly sandbox: Sandbox
  readonly cloud: RunningCloud
  readonly simulator: PulumiSimulator
  /** The daemon's own, as the simulator knows it. */
  readonly environment: NodeJS.ProcessEnv
  /** @param tag as the one that the daemon gives to its engines: `plan-7-forward` */
  api(method: string, path: string, body?: unknown, tag?: string): Promise<unknown>
  /** Everything that is in the cloud, without uids, times and ports. */
  everything(): Promise<unknown>
  close(): Promise<void>
}
export const target = 'pulumi:shop/dev'

export async function openWorld(): Promise<World> {
  const home = mkdtempSync(join(tmpdir(), 'countersign-simulator-'))
  const sandbox = prepareSandbox(home)
  const cloud = await startCloud({ port: 0, folder: sandbox.cloud })
  const environment = { ...process.env }
  const simulator = pulumiSimulator({
    home, environment,
    projects: [{
      path: sandbox.shop, stack: 'dev', mode: 'dev', backend: `file://${sandbox.state}`, passphrase: 'correct horse battery staple',
      environment: { SANDBOX_URL: cloud.url, SANDBOX_TOKEN_FILE: cloud.tokenFile }, account: `sandbox · 127.0.0.1:${cloud.port}`, sandbox: true,
    }],
  })
  const api: World['api'] = async (method, path, body, tag) => {
    const answer = await fetch(`${cloud.url}/api/v1${path}`, {
      method, headers: { authorization: `Bearer ${cloud.token}`, 'content-type': 'application/json', ...(tag !== undefined && { 'x-operation': tag }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return answer.json()
  }
  return {
    home, sandbox, cloud, simulator, environment, api, everything: () => api('GET', '/world'),
    async close() {
      await cloud.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

export type StepBody = { operation: 'deploy' | 'refresh' | 'destroy' } | { operation: 'set-config', key: string, value: string | number | boolean }
  | { operation: 'remove-config', key: string } | { operation: 'undo', run: string }
  | { operation: 'settle', run: string, conclusion: 'finish' | 'undo' | 'unlock' | 'record', found?: readonly FoundThing[] }
  | { operation: 'try-code' | 'apply-code', edit: string }
  | { operation: 'add-resource', kind: string, name: string, inputs: Record<string, string | number>, like?: string }
  | { operation: 'set-input', resource: string, kind?: string, input: string, value: string | number } | { operation: 'remove-resource', resource: string }

/** Steps of the closed schema for the sandbox's stack. */
export const stepsOf = (...bodies: readonly StepBody[]): Step[] => bodies.map((body, index) => {
  const { operation, ...parameters } = body
  return { id: `step-${index + 1}`, service: 'pulumi', operation, target, parameters, dependsOn: [] } as Step
})

/** The document that would be approved for this simulation. */
export function planOf(world: World, steps: readonly Step[], simulated: Simulated): PlanDocument {
  const [first] = world.simulator.targets()
  return PlanDocument.parse({
    format: 'countersign/plan/1', id: 'plan-1', createdAt: new Date().toISOString(), expiresAt: new Date(Date.now() + 600_000).toISOString(),
    title: 'A change', asked: { words: 'a change', reading: 'a change', person: 'Ada', device: 'device-1', deviceName: 'browser', via: 'sidebar' },
    targets: [first], steps,
    simulation: {
      steps: simulated.steps, counts: simulated.counts, unknowns: simulated.unknowns, duration: { p50: 1, p90: 2, samples: 0 },
      risk: { level: 'low', factors: [] }, recommendations: simulated.recommendations,
    },
    policy: [], rollback: simulated.rollback, bindings: [simulated.binding], attachments: simulated.attachments.map(one => one.attachment),
  })
}

/** What an observer was told, in order. */
export function watch() {
  const told: RunStep[] = []
  const intents: RunStep[] = []
  const lines: string[] = []
  const observer: RunObserver = {
    mayBegin: () => undefined,
    intent: step => { intents.push(step) },
    outcome: step => { told.push(step) },
    log: text => { lines.push(text) },
  }
  return { observer, intents, told, lines, begun: () => told.filter(step => step.state === 'done' || step.state === 'failed') }
}

/** Simulates, approves and runs in one go. */
export async function change(world: World, ...bodies: readonly StepBody[]) {
  const steps = stepsOf(...bodies)
  const simulated = await world.simulator.simulate(target, steps, {})
  const plan = planOf(world, steps, simulated)
  const capture = await world.simulator.capture(target)
  const seen = watch()
  const outcome = await world.simulator.execute(plan, target, seen.observer, new AbortController().signal)
  return { simulated, plan, capture, outcome, ...seen }
}
