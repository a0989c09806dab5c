import { readFileSync, writeFileSync } from 'node:fs'
import * as z from 'zod'
import { CommandError } from '../errors.ts'
import { firstProblem } from '../snapshot/checkpoint.ts'
import { byKey } from '../values/by-key.ts'

const map = z.record(z.string(), z.unknown())
const text = z.string().default('')
const resource = z.object({
  type: text, name: text, id: text, parent: text, provider: text, version: text, pluginDownloadUrl: text, logicalName: text,
  properties: z.array(z.string()).nullish().transform((names) => names ?? []),
  component: z.boolean().default(false), remote: z.boolean().default(false),
  inputs: map.nullish().transform((found) => found ?? undefined),
  outputs: map.nullish().transform((found) => found ?? undefined),
  parameterization: map.nullish().transform((found) => found ?? undefined),
  extension: map.nullish().transform((found) => found ?? undefined),
})
const document = z.object({
  nameTable: z.record(z.string(), z.string()).nullish().transform((names) => names ?? {}),
  resources: z.array(resource).nullish().transform((found) => found ?? []),
  providerInputs: z.record(z.string(), map).nullish().transform((found) => found ?? {}),
})

/** What `import --file` reads: resources by name, and the URNs of those that are in the state already. Secrets are as in a state. */
export type ImportFile = z.infer<typeof document>
export type ImportSpec = ImportFile['resources'][number]

/** Reads a resource's fields, and what isn't said as the official CLI takes it. */
export const importSpec = (fields: z.input<typeof resource>): ImportSpec => resource.parse(fields)

/** Throws a CommandError where the file isn't there or isn't such a document. */
export function readImportFile(path: string): ImportFile {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = isMissing ? `open ${path}: no such file or directory` : error instanceof Error ? error.message : String(error)
    throw new CommandError(`could not read import file: ${reason}`)
  }
  const parsed = document.safeParse(json ?? {})
  if (!parsed.success) throw new CommandError(`could not read import file: ${firstProblem(parsed.error)}`)
  return parsed.data
}

/** The order in which the official CLI writes a resource's fields; what is empty is left out. */
const FIELDS = [
  'type', 'name', 'id', 'parent', 'provider', 'version', 'pluginDownloadUrl', 'component', 'remote', 'inputs', 'logicalName',
] as const satisfies readonly (keyof ImportSpec)[]

/** Writes what `preview --import-file` found. */
export function writeImportFile(path: string, nameTable: Readonly<Record<string, string>>, resources: readonly ImportSpec[]): void {
  const specs = resources.map((spec) => Object.fromEntries(FIELDS.flatMap((field) => {
    const value = spec[field]
    const isNamed = field === 'type' || field === 'name'
    return isNamed || (value !== undefined && value !== '' && value !== false) ? [[field, value]] : []
  })))
  const names = Object.fromEntries(Object.entries(nameTable).sort(byKey))
  const whole = { ...(Object.keys(names).length > 0 && { nameTable: names }), ...(specs.length > 0 && { resources: specs }) }
  writeFileSync(path, `${JSON.stringify(whole, null, 4)}\n`)
}
