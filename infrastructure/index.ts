/** The sandbox's door: a little cloud on this machine, and the Pulumi program that manages it. */
export { startCloud } from './cloud/server.ts'
export type { CloudOptions, RunningCloud } from './cloud/server.ts'
export { prepareSandbox } from './prepare.ts'
export type { Sandbox } from './prepare.ts'
export { spawnCloud } from './spawn.ts'
export type { SpawnedCloud } from './spawn.ts'
