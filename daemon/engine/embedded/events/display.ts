import type { OperationRequest } from '../operation.ts'
import type { RunResult } from '../execution/run.ts'
import { exitCodes } from '../errors.ts'
import { isDefaultProvider, urnName, urnQualifiedType } from '../snapshot/urn.ts'
import type { PropertyMap } from '../values/property.ts'
import { shownValue } from '../values/secrets.ts'
import type { Step } from '../generation/step.ts'
import { PreviewDigest } from './digest.ts'
import type { Diagnostic, EngineEvent, StepMetadata, StepView } from './event.ts'

/** What stands before a resource, by operation. */
const MARKS: Readonly<Record<string, string>> = {
  create: '+ ', update: '~ ', delete: '- ', replace: '+-', 'create-replacement': '++', 'delete-replaced': '--', read: '> ',
  'read-replacement': '>>', refresh: '~ ', 'discard': '< ', 'discard-replaced': '<<', 'remove-pending-replace': '~ ',
    import: '= ', 'import-replacement': '=>',
}
const PAST: Readonly<Record<string, string>> = {
  create: 'created', update: 'updated', delete: 'deleted', replace: 'replaced', 'create-replacement': 'created replacement',
  'delete-replaced': 'deleted original', read: 'read', refresh: 'refreshed', import: 'imported',
    'import-replacement': 'imported replacement',
}
/** The order in which the summary lists operations, as the official CLI does. */
const SUMMARY_ORDER = ['create', 'update', 'delete', 'replace', 'create-replacement', 'delete-replaced', 'refresh', 'import',
  'import-replacement']

/** The run as text for a terminal: a line for each change as it happens, then what was said, the outputs and the counts. */
export class Display {
  readonly #request: OperationRequest
  readonly #write: (text: string) => void
  readonly #diagnostics: Diagnostic[] = []
  readonly #digest: PreviewDigest | undefined
  readonly #print: (text: string) => void

  constructor(request: OperationRequest, write: (text: string) => void) {
    this.#request = request
    this.#print = write
    this.#digest = request.json && request.kind === 'preview' ? new PreviewDigest(request) : undefined
    this.#write = request.json ? () => undefined : write
    const names = { preview: 'update', update: 'update', refresh: 'refresh', destroy: 'destroy', import: 'import' }
    const doing = { preview: 'Previewing update', update: 'Updating', refresh: 'Refreshing', destroy: 'Destroying', import: 'Importing' }
    this.#write(`${request.dryRun ? `Previewing ${names[request.kind]}` : doing[request.kind]} (${request.stack}):\n\n`)
  }

  observe(step: Step, view: StepView): void {
    this.#digest?.step(step, view)
  }

  show(event: EngineEvent): void {
    this.#digest?.event(event)
    // Looking takes as long as the provider does, and a person sees at what.
    if ('resourcePreEvent' in event && event.resourcePreEvent.metadata.op === 'refresh') this.#line(event.resourcePreEvent.metadata, 'refreshing')
    else if ('resOutputsEvent' in event) this.#step(event.resOutputsEvent.metadata)
    else if ('resOpFailedEvent' in event) this.#line(event.resOpFailedEvent.metadata, '**failed**')
    else if ('diagnosticEvent' in event && (event.diagnosticEvent.severity !== 'debug'
      || this.#request.debug)) this.#diagnostics.push(event.diagnosticEvent)
  }

  finish(result: RunResult): void {
    this.#write('\n')
    if (this.#diagnostics.length > 0) this.#write(`Diagnostics:\n${diagnosticText(this.#diagnostics)}\n`)
    if (!this.#request.suppressOutputs && Object.keys(result.outputs).length > 0) this.#write(`Outputs:\n${outputsText(result.outputs)}\n`)
    this.#write(this.#summary(result))
    if (this.#digest) this.#print(`${this.#digest.text()}\n`)
  }

  exitCode(result: RunResult): number {
    if (result.failed) return exitCodes.failure
    const changed = Object.entries(result.changes).some(([op, count]) => op !== 'same' && op !== 'read' && count > 0)
    if (!this.#request.expectNoChanges || !changed) return exitCodes.success
    process.stderr.write(`error: no changes were expected for ${this.#request.kind} but changes were proposed\n`)
    return exitCodes.noChanges
  }

  #step(metadata: StepMetadata): void {
    if (metadata.op === 'same') return
    this.#line(metadata, this.#request.dryRun ? metadata.op : (PAST[metadata.op] ?? metadata.op))
  }

  #line(metadata: StepMetadata, word: string): void {
    if (isDefaultProvider(metadata.urn)) return
    const keys = metadata.diffs?.length ? ` (${metadata.diffs.join(', ')})` : ''
    this.#write(` ${MARKS[metadata.op] ?? '  '} ${urnQualifiedType(metadata.urn)} ${urnName(metadata.urn)} ${word}${keys}\n`)
  }

  #summary({ changes, durationSeconds }: RunResult): string {
    const counted = SUMMARY_ORDER.filter((op) => (changes[op] ?? 0) > 0)
    const lines = counted.map((op) => `    ${(MARKS[op] ?? '').trim()} ${changes[op]} ${this.#request.dryRun ? `to ${op}` : (PAST[op] ?? op)}\n`)
    const total = counted.reduce((sum, op) => sum + (changes[op] ?? 0), 0)
    const rest = [...(counted.length >= 2 ? [`${total} changes`] : []), ...(changes.same ? [`${changes.same} unchanged`] : [])]
    if (rest.length > 0) lines.push(`    ${rest.join('. ')}\n`)
    return `Resources:\n${lines.join('')}${this.#request.dryRun ? '' : `\nDuration: ${durationSeconds}s\n`}`
  }
}

function diagnosticText(diagnostics: readonly Diagnostic[]): string {
  const groups = new Map<string, string[]>()
  for (const { urn, prefix, message } of diagnostics) {
    const title = urn ? `${urnQualifiedType(urn)} (${urnName(urn)})` : 'pulumi:pulumi:Stack'
    const lines = groups.get(title) ?? []
    lines.push(`${prefix ?? ''}${message.trimEnd()}`)
    groups.set(title, lines)
  }
  return [...groups].map(([title,
    lines]) => `  ${title}:\n${lines.join('\n').split('\n').map((line) => `    ${line}`).join('\n')}\n`).join('')
}

const refuse = (): never => {
  throw new TypeError('a display never opens or seals a secret')
}

function outputsText(outputs: PropertyMap): string {
  const shown = shownValue(outputs, false, { encrypt: refuse, decrypt: refuse }) as PropertyMap
  return Object.entries(shown).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`).join('')
}
