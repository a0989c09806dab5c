import { homedir } from 'node:os'
import path from 'node:path'
import type { SinkOptions } from './config/index.ts'
import { fileSink, webhookSink, type Sink } from './store/index.ts'

/**
 * The sink that an entry of the configuration names.
 * @throws Error where a key is named that isn't in the environment: a record that goes out unsigned would not be what was asked for
 */
export function sinkOf(options: SinkOptions, environment: NodeJS.ProcessEnv): Sink {
  if ('file' in options) return fileSink(options.file.startsWith('~/') ? path.join(homedir(), options.file.slice(2)) : options.file)
  const variable = options.key?.slice('env:'.length)
  const key = variable === undefined ? undefined : environment[variable]
  if (variable !== undefined && !key) throw new Error(`The sink's key ${variable} is not set; nothing was started. Set it, or take "key" out of countersign.yaml.`)
  return webhookSink(options.webhook, key)
}
