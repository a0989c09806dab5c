import type { OperationRequest } from '../operation.ts'
import type { RunResult } from '../execution/run.ts'
import { exitCodes } from '../errors.ts'
import { equal } from '../values/property.ts'
import { isDefaultProvider, ROOT_TYPE, type Urn, urnName, urnType } from '../snapshot/urn.ts'
import type { Step } from '../generation/step.ts'
import { diagnosticText, erroredCount, outputsText } from './closing.ts'
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
const DOING: Readonly<Record<string, string>> = {
  create: 'creating', update: 'updating', delete: 'deleting', replace: 'replacing', 'create-replacement': 'creating replacement',
  'delete-replaced': 'deleting original', read: 'reading', refresh: 'refreshing', import: 'importing',
    'import-replacement': 'importing replacement',
}
/** The order in which the summary lists operations, as the official CLI does. */
const SUMMARY_ORDER = ['create', 'update', 'delete', 'replace', 'create-replacement', 'delete-replaced', 'refresh', 'import',
  'import-replacement']

/** The run as text for a terminal: a line for each change as it happens, then what was said, the outputs and the counts. */
export class Display {
  readonly #request: OperationRequest
  readonly #write: (text: string) => void
  readonly #root: Urn
  readonly #diagnostics: Diagnostic[] = []
  readonly #begun = new Map<Urn, number>()
  #stack: StepMetadata | undefined
  readonly #digest: PreviewDigest | undefined
  readonly #print: (text: string) => void

  /** `root` is the stack's own URN. */
  constructor(request: OperationRequest, root: Urn, write: (text: string) => void) {
    this.#root = root
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
    if ('resourcePreEvent' in event) this.#begin(event.resourcePreEvent.metadata)
    else if ('resOutputsEvent' in event) this.#end(event.resOutputsEvent.metadata)
    else if ('resOpFailedEvent' in event) {
      const { metadata } = event.resOpFailedEvent
      this.#line(metadata, `**${DOING[metadata.op] ?? metadata.op} failed**`)
    }
    else if ('diagnosticEvent' in event && (event.diagnosticEvent.severity !== 'debug'
      || this.#request.debug)) this.#diagnostics.push(event.diagnosticEvent)
  }

  /** What was said of single resources and of the whole, by itself where a run was refused before it began. */
  tellDiagnostics(): void {
    this.#write(diagnosticText(this.#diagnostics, this.#root, this.#request.urns))
  }

  finish(result: RunResult): void {
    this.tellDiagnostics()
    if (!this.#request.suppressOutputs) this.#write(outputsText(this.#stack, this.#request.dryRun))
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

  #begin(metadata: StepMetadata): void {
    this.#begun.set(metadata.urn, Date.now())
    if (metadata.op === 'same') return
    this.#line(metadata, this.#request.dryRun && metadata.op !== 'refresh' ? metadata.op : `${DOING[metadata.op] ?? metadata.op} (0s)`)
  }

  #end(metadata: StepMetadata): void {
    if (metadata.type === ROOT_TYPE) this.#stack = metadata
    // A preview said it all when it came to the resource.
    if (metadata.op === 'same' || this.#request.dryRun) return
    const seconds = (Date.now() - (this.#begun.get(metadata.urn) ?? Date.now())) / 1000
    this.#line(metadata, `${PAST[metadata.op] ?? metadata.op} (${seconds.toFixed(2)}s)`)
  }

  #line(metadata: StepMetadata, word: string): void {
    if (isDefaultProvider(metadata.urn)) return
    const resource = this.#request.urns ? metadata.urn : `${urnType(metadata.urn)} ${urnName(metadata.urn)}`
    this.#write(` ${MARKS[metadata.op] ?? '  '} ${resource} ${word} ${differenceMark(metadata)}\n`)
  }

  #summary({ changes, durationSeconds }: RunResult): string {
    const counted = SUMMARY_ORDER.filter((op) => (changes[op] ?? 0) > 0)
    const lines = counted.map((op) => `    ${(MARKS[op] ?? '').trim()} ${changes[op]} ${this.#request.dryRun ? `to ${op}` : (PAST[op] ?? op)}\n`)
    const total = counted.reduce((sum, op) => sum + (changes[op] ?? 0), 0)
    const rest = [...(counted.length >= 2 ? [`${total} changes`] : []), ...(changes.same ? [`${changes.same} unchanged`] : [])]
    if (rest.length > 0) lines.push(`    ${rest.join('. ')}\n`)
    const errored = erroredCount(this.#diagnostics, this.#root)
    if (errored > 0) lines.push(`    ${errored} errored\n`)
    return `Resources:\n${lines.join('')}\n${this.#request.dryRun ? '' : `Duration: ${durationSeconds}s\n\n`}`
  }
}

/** Which inputs differ, and how: `[diff: +added,-gone,~changed]`. */
function differenceMark({ old, new: fresh, diffs, op }: StepMetadata): string {
  if (op !== 'update' && op !== 'replace' && op !== 'create-replacement') return ''
  const keys = [...new Set([...Object.keys(old?.inputs ?? {}), ...Object.keys(fresh?.inputs ?? {})])]
    .filter((key) => !key.startsWith('__') && !equal(old?.inputs[key], fresh?.inputs[key]))
  const named = keys.length > 0 ? keys : (diffs ?? [])
  const marks = named.map((key) => `${old && !(key in old.inputs) ? '+' : fresh && !(key in fresh.inputs) ? '-' : '~'}${key}`)
  return marks.length > 0 ? `[diff: ${marks.sort((one, other) => (one.slice(1) < other.slice(1) ? -1 : 1)).join(',')}]` : ''
}
