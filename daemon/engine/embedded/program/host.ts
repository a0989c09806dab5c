import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { handover } from './handover.ts'

/**
 * A warm host's own process: `host ROLE RUNNER`. Loads what the SDK's runner is going to need, then waits on descriptor 3 to be handed a
 * program, and becomes that runner. It runs one program, ever; when the other end of the descriptor goes away first, it ends.
 */
const [role, runner = ''] = process.argv.slice(2)
const load = createRequire(runner)

/** What each runner loads before anything of a program, in its own order. None of it looks at the folder or at a run's own variables. */
const SHARED = ['source-map-support/register', '@opentelemetry/api', '../../log', '../../index']
const PARTS = role === 'provider'
  ? [...SHARED, '../../proto/plugin_pb', '../../proto/provider_grpc_pb', '../../proto/status_pb', './config', 'require-from-string']
  : [...SHARED, '../../runtime/settings', '../../runtime/stack', '../../runtime/manifest', '../../tsutils', '../../typescript-shim',
      './error', './tracing', 'minimist', 'ini', 'semver', 'ts-node', 'typescript']

for (const part of PARTS) {
  try {
    load(part)
  } catch (error) {
    // A project may have no compiler, and another version of the SDK other files: the runner says so itself where it needs them.
    if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error
  }
}
// The SDK's store copies a run's variables at its first use. One that is there already has copied them too early.
if (Reflect.get(globalThis, 'globalStore') !== undefined) process.exit(1)

const text = await new Promise<string>((resolve) => {
  let received = ''
  new Socket({ fd: 3, readable: true, writable: false }).setEncoding('utf8')
    .on('data', (part: string) => { received += part })
    .once('error', () => process.exit(0))
    .once('close', () => resolve(received))
})
if (text === '') process.exit(0)
const given = handover.parse(JSON.parse(text))
for (const name of Object.keys(process.env)) if (!(name in given.environment)) delete process.env[name]
Object.assign(process.env, given.environment)
process.chdir(given.folder)
process.argv = [process.execPath, runner, ...given.arguments]
load(runner)
