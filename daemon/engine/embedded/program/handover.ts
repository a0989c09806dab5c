import type { Socket } from 'node:net'
import * as z from 'zod'

/**
 * What an engine's command and whoever keeps warm hosts say to each other on a socket: a line of JSON each. A host is a process that has
 * loaded the SDK of a project, and nothing of a program, and waits to be handed one.
 */
export const takeRequest = z.object({
  /** Runs a program, or serves its dynamic providers. */
  role: z.enum(['program', 'provider']),
  /** The SDK's own file that does so, which the host runs as it would be run from a command line. */
  runner: z.string(),
  node: z.string(),
  nodeArguments: z.array(z.string()),
  arguments: z.array(z.string()),
  folder: z.string(),
  environment: z.record(z.string(), z.string()),
})
export type TakeRequest = z.infer<typeof takeRequest>

/** From the keeper: whether there is a host (the process group that it leads), what it prints, and how it ended. */
export const keeperLine = z.union([
  z.object({ host: z.number().int().positive().nullable() }),
  z.object({ stdout: z.string() }),
  z.object({ stderr: z.string() }),
  z.object({ code: z.number().int().nullable(), signal: z.string().nullable() }),
])
export type KeeperLine = z.infer<typeof keeperLine>

/** From the engine, after its request: a signal for the host. A socket that closes ends the host. */
export const engineLine = z.object({ kill: z.enum(['SIGTERM', 'SIGKILL']) })

/** Environment variables that are one run's own: a host gets them when it is taken. Every other one it has had since its start. */
export const RUN_VARIABLES: ReadonlySet<string> = new Set([
  'PULUMI_CONFIG', 'PULUMI_CONFIG_SECRET_KEYS', 'PULUMI_NODEJS_TYPESCRIPT', 'PULUMI_NODEJS_TRANSPILE_ONLY', 'PULUMI_NODEJS_TSCONFIG_PATH',
  'PULUMI_NODEJS_ORGANIZATION', 'PULUMI_NODEJS_PROJECT', 'PULUMI_NODEJS_STACK', 'PULUMI_NODEJS_DRY_RUN', 'PULUMI_NODEJS_PARALLEL',
  'PULUMI_NODEJS_ENGINE', 'COUNTERSIGN_EXPECT_STATE', 'COUNTERSIGN_OPERATION',
  'COUNTERSIGN_BREAK_LOCKS', 'COUNTERSIGN_OPERATION_MARK', 'PWD', 'OLDPWD', '_', 'SHLVL',
])

/** Where a command finds the keeper's socket. */
export const HOSTS_VARIABLE = 'COUNTERSIGN_HOSTS'

/** What a host reads from its own standard descriptor 3 when it is taken. */
export const handover = z.object({ arguments: z.array(z.string()), folder: z.string(), environment: z.record(z.string(), z.string()) })
export type Handover = z.infer<typeof handover>

/** Configuration travels in a request; no real one comes near. */
const LONGEST_LINE = 64 * 1024 * 1024

/** Calls `line` for each line of a socket; one that is too long closes it. */
export function readLines(socket: Socket, line: (text: string) => void): void {
  let rest = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LONGEST_LINE) socket.destroy()
    for (const whole of lines) line(whole)
  })
}
