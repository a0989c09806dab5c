import { channelOptions, RpcError, type Sdk, unary } from './sdk.ts'
import type { ProgramEnd, ProgramSurroundings, RunningProgram } from './program.ts'
import type { RunResponse } from '@pulumi/pulumi/proto/language_pb.js'

/** Runs a program that lives in the caller's process: the Automation API serves it at `client` as a language runtime. */
export function runInlineProgram(sdk: Sdk, client: string, around: ProgramSurroundings): RunningProgram {
  const runtime = new sdk.languageClient(client, sdk.grpc.credentials.createInsecure(), channelOptions)
  const request = new sdk.language.RunRequest()
  request.setProject(around.project)
  request.setStack(around.stack)
  request.setPwd(around.folder)
  request.setProgram('.')
  request.setArgsList([around.address])
  request.setDryrun(around.preview)
  request.setParallel(around.parallel)
  request.setMonitorAddress(around.address)
  request.setOrganization('organization')
  request.setConfigsecretkeysList([...around.secretKeys])
  for (const [key, value] of around.config) request.getConfigMap().set(key, value)
  const ended = unary<typeof request, RunResponse>(runtime, 'run', request).then(
    (response): ProgramEnd => {
      if (response.getBail()) return { kind: 'reported' }
      return response.getError() ? { kind: 'failed', message: `an unhandled error occurred: ${response.getError()}` } : { kind: 'done' }
    },
    (error: unknown): ProgramEnd => ({ kind: 'failed', message: error instanceof RpcError ? error.message : String(error) }),
  )
  return {
    ended,
    // Nobody can end a function in another's process: the connection is given up, and the caller takes its server down.
    stop() {
      runtime.close()
      return Promise.resolve()
    },
  }
}
