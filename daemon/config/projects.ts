import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { Mode } from '../../shared/plan.ts'

/** Where a project's passphrase comes from. It is read when the daemon starts, kept in memory, and never stored. */
export type PassphraseSource =
  | { readonly from: 'environment', readonly variable: string }
  | { readonly from: 'file', readonly path: string }
  | { readonly from: 'prompt' }
  | { readonly from: 'none' }

/** One Pulumi project and stack that the daemon may look at, and, from mode `dev` on, change. */
export interface Project {
  readonly path: string
  readonly stack: string
  readonly mode: Mode
  readonly backend?: string
  readonly passphrase: PassphraseSource
}

const Passphrase = z.string().transform((text, context): PassphraseSource => {
  if (text === 'prompt') return { from: 'prompt' }
  if (text === 'none') return { from: 'none' }
  const [, kind, rest] = /^(env|file):(.+)$/s.exec(text) ?? []
  if (kind === 'env' && rest && /^[A-Za-z_][A-Za-z0-9_]*$/.test(rest)) return { from: 'environment', variable: rest }
  if (kind === 'file' && rest) return { from: 'file', path: expand(rest) }
  context.addIssue({ code: 'custom', message: 'passphrase is one of env:NAME, file:PATH, prompt or none' })
  return z.NEVER
})

const File = z.strictObject({
  projects: z.array(z.strictObject({
    path: z.string().min(1),
    stack: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
    mode: Mode.default('read-only'),
    backend: z.string().optional(),
    passphrase: Passphrase.default({ from: 'environment', variable: 'PULUMI_CONFIG_PASSPHRASE' }),
  })).default([]),
  /** Where the record goes besides the store, each entry with its proof: whoever keeps it elsewhere is a witness. */
  sinks: z.array(z.union([
    z.strictObject({ webhook: z.url({ protocol: /^https?$/ }), key: z.string().regex(/^env:[A-Za-z_][A-Za-z0-9_]*$/, 'key is env:NAME').optional() }),
    z.strictObject({ file: z.string().min(1) }),
  ])).max(10).default([]),
  /** A language model, only where the person names one: its provider is sent what they ask about. The key is `ANTHROPIC_API_KEY`. */
  model: z.strictObject({
    name: z.string().min(1).max(100),
    address: z.url({ protocol: /^https?$/ }).optional(),
    answerTokens: z.int().min(1).max(1_000_000).optional(),
    dailyTokens: z.int().min(1).optional(),
    price: z.strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative() }).optional(),
  }).optional(),
})
export type Configuration = z.output<typeof File>
export type SinkOptions = Configuration['sinks'][number]
export type ModelOptions = NonNullable<Configuration['model']>

export class ConfigurationError extends Error {}

/**
 * Reads `countersign.yaml` in the daemon's folder. A missing file is an empty configuration; one that can't be read stops the start
 * with its line, because a daemon that silently ignored a `mode: read-only` would be worse than none.
 */
export function readConfiguration(home: string): Configuration {
  const path = join(home, 'countersign.yaml')
  if (!existsSync(path)) return File.parse({})
  const text = readFileSync(path, 'utf8')
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken) {
    throw new ConfigurationError(`${path}, line ${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]} Nothing was started; mend that line.`)
  }
  const result = File.safeParse(document.toJS() ?? {})
  if (!result.success) {
    const [issue] = result.error.issues
    throw new ConfigurationError(`${path}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}. Nothing was started; mend that entry.`)
  }
  return { ...result.data, projects: result.data.projects.map(project => ({ ...project, path: expand(project.path) })) }
}

function expand(path: string): string {
  const full = path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
  return isAbsolute(full) ? full : resolve(full)
}
