export { address, blockedByBrowser, ownMachine, usualAddress } from './address.ts'
export { createDaemon, type Daemon, type DaemonListener } from './daemon.ts'
export type { Statement } from './signing.ts'
