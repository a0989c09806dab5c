import type { PropertyChange, Subject, Step } from '../../../shared/plan.ts'
import type { Part, Preferences } from '../../../shared/wire.ts'
import type { Simulated } from '../../simulator-contract.ts'
import { CountersignError } from '../../../shared/errors.ts'
import type { Classification } from '../classify/index.ts'
import { isManaged, shortId } from '../landscape.ts'
import type { Landscape, Place } from '../landscape.ts'
import type { Attention, Needs } from '../needs.ts'
import { nearest } from '../optimize/near.ts'
import { looksLikeWord } from '../optimize/words.ts'
import { placeOf, placesSaid, resourcesOf } from '../planner/place.ts'
import { general, help, HELP, threeThings, unknownSubject } from './help.ts'
import { outputsOf } from './outputs.ts'
import { compared, partOf } from './part-of.ts'
import { paragraph, plural, said, source, strong, table } from './parts.ts'
import { place as showPlace, resource, running } from './places.ts'
import { changes, failure, logOf, period } from './record.ts'
import { unknownName, wantedOf } from './wanted.ts'
import type { Wanted } from './wanted.ts'
import { whySet } from './why.ts'

export interface Question {
  readonly text: string
  readonly classification: Classification
  readonly subject?: Subject
  readonly landscape: Landscape
  /** What the person is here. */
  readonly role?: Preferences['role']
  /** The target that the conversation was about last. */
  readonly last?: string
}

/** Answers a read from facts that the daemon has. It only reads, and says so at its end. */
export async function answer(question: Question, needs: Needs, attention: Attention): Promise<Part[]> {
  const { text, classification, landscape, subject } = question
  const now = needs.now?.() ?? new Date()
  const words = text.toLowerCase()
  const run = /\brun-\d+\b/.exec(words)?.[0]
  if (HELP.test(text.trim())) return help(landscape, subject, question.role)
  const outputs = outputsOf(text, landscape)
  if (outputs) return outputs
  // what exists here decides: a stack's own name is infrastructure, whatever stands around it
  if (classification.category === 'general' && placesSaid(text, landscape).length === 0) return general(text, landscape, subject, question.role)
  if (FORBIDS.test(text.trim())) return [paragraph('Nothing was planned, and nothing was changed.')]
  if (run !== undefined) return logOf(needs.plans.run(run), run)
  const reason = whySet(words, question, needs, now)
  if (reason) return reason
  if (
    /\b(?:why|fail|failed|failing|failure|went wrong|broke|broken)\b/.test(words)
    && /\b(?:change|run|deploy|deployment|update|plan|last|it|rollout|fail|failed|failure|wrong)\b/.test(words)
  ) return failure(needs.plans, now)
  if (
    /\b(?:drift|drifted|out of sync|differs?|behind my back|past me|by hand)\b/.test(words)
  ) return drifted(landscape, question, needs, attention)
  if (
    classification.operation === 'history' || /\b(?:changed|changes|history|happened|approved|deployed)\b.*\?|^what changed/.test(words)
  ) return changes(needs.plans.runs(500), ...period(words, now), now)
  if (classification.operation === 'logs') return logOf(needs.plans.run(needs.plans.runs(1)[0]?.id ?? 'run-0'))
  if (classification.operation === 'cost') return [
    paragraph('I don\'t know what anything costs: no billing service is connected, and I don\'t guess prices.'),
    threeThings(landscape, subject, question.role),
  ]
  const deictic = /\b(?:this|that|it|here)\b/.test(words)
  if (
    subject && (deictic || classification.operation === 'explain' || classification.operation === 'describe')
  ) return explainSubject(subject, question, needs, attention)
  const nowhere = nearest(text, { landscape })?.nowhere
  if (nowhere !== undefined) return [paragraph(nowhere), threeThings(landscape, subject, question.role)]
  const spoken = placesSaid(text, landscape)
  const [first, second] = spoken
  const beside = classification.operation === 'diff' || /\b(?:compare|difference|differences|versus|vs)\b/.test(words)
  if (first && second && beside) return compared([first, second])
  const asked = spoken.length > 0 ? spoken : landscape.places
  const wanted = wantedOf(text, asked)
  const known = landscape.names.map((name) => name.toLowerCase())
  const missing = unknownName(text, wanted, known) ?? foreign(text, classification, wanted, known)
  if (missing !== undefined) {
    const where = asked.map(({ target }) => shortId(target.id)).join(', ')
    return [paragraph(`Nothing in ${where} is called ${said(missing, 80)}.`), threeThings(landscape, subject, question.role)]
  }
  const part = partOf(wanted, asked)
  if (part) return part
  const named = namedResource(words, landscape)
  if (named) return one(named.resource, named.place, needs, attention, now)
  if (
    /^(?:what(?:'s|s| is| are)?|which|show|list|is|are)\b.*\b(?:running|deployed|everything|all|stacks|up|there|live|resources)\b/.test(words)
  ) return running(landscape, now)
  const placed = placeOf(text, landscape, subject, question.last)
  if (
    placed.kind === 'place' && (placed.said || landscape.names.some((name) => words.includes(name.toLowerCase())))
  ) return showPlace(placed.place, now)
  if (classification.operation === 'explain') {
    return [
      paragraph(
        'I answer from facts: what runs, what changed, why a run failed. Without a language model I can\'t explain more than that.'
      ),
      threeThings(landscape, subject, question.role),
    ]
  }
  return running(landscape, now)
}

/** Only a prohibition, and nothing else asked for beside it. */
const FORBIDS = /^(?:please\s+|no,?\s+)*(?:don['’]?t|do not|never)\s+[^,;.]*[.!]*$/i

/** One thing that was asked for by a name that nothing here has. A word with a meaning of its own is no name. */
function foreign(text: string, { operation, target }: Classification, wanted: Wanted, known: readonly string[]): string | undefined {
  const { kinds, names, properties } = wanted
  if (target === null || kinds.size + names.size + properties.length > 0 || !['get', 'describe', 'status'].includes(operation)) return undefined
  const words = target.toLowerCase().split(/[^\p{L}\p{N}_-]+/u)
  return words.some((word) => (looksLikeWord(word) && !PROGRAMS.has(word)) || known.includes(word)) ? undefined
    // as it was typed: a target may have lost its plural
    : text.split(/[^\p{L}\p{N}_.-]+/u).find((word) => word.toLowerCase().startsWith(target.toLowerCase())) ?? target
}

/** Programs that people run: where nothing here is called like that, the word is a name all the same. */
const PROGRAMS = new Set(('redis memcached kafka rabbitmq nats postgres postgresql mysql mariadb mongodb mongo cassandra clickhouse elasticsearch '
  + 'opensearch nginx traefik envoy haproxy istio grafana prometheus loki jaeger vault consul etcd airflow jenkins argocd').split(' '))

/** "What would happen if …": a simulation that is no plan and leaves nothing behind. */
export async function wouldHappen(steps: readonly Step[], reading: string, needs: Needs, attention: Attention): Promise<Part[]> {
  const simulated = await needs.plans.wouldHappen(steps, attention)
  return hypothetical(simulated, reading, simulated.duration)
}

const fromTo = ({ before = '', after = '', unknown, secret }: PropertyChange): string =>
  secret ? '[secret]' : `${said(before, 60)} → ${unknown ? 'known after the run' : said(after, 60)}`

function hypothetical(simulated: Simulated, reading: string, duration: { p50: number, p90: number, samples: number }): Part[] {
  const { counts } = simulated
  const changes = simulated.steps.flatMap((step) => step.changes)
  const outputs = simulated.steps.flatMap((step) => step.outputs ?? [])
  const summary = [
    [counts.delete, 'deleted'], [counts.replace, 'replaced'], [counts.update, 'updated'], [counts.create, 'created'],
  ].flatMap(([number, word]) => number === 0 ? [] : [`${number} ${word}`])
  if (outputs.length > 0) summary.push(`${plural(outputs.length, 'output')} of the stack changed`)
  return [
    paragraph(
      'If you did this (', strong(reading), '): ',
      summary.length === 0 ? 'nothing would change.' : `${summary.join(', ')}, ${counts.same} left as they are.`
    ),
    ...(changes.length === 0 && outputs.length === 0 ? [] : [table(['Change', 'Name', 'What'], [...changes.slice(0, 100).map((change) => [
      {
        spans: [{ text: change.operation }],
        tone: change.operation === 'delete' || change.operation === 'replace' ? 'danger' as const : 'neutral' as const,
      },
      said(change.name, 80),
      change.properties.slice(0, 4).map((property) => `${said(property.path, 60)}: ${fromTo(property)}`).join('; ') || change.irreversible || '',
    ]), ...outputs.slice(0, 20).map((output) => ['output', said(output.path, 80), fromTo(output)])])]),
    ...simulated.rollback.irreversible.slice(0, 5).map(
      (each) => paragraph(strong('Can\'t be taken back: '), `${said(each.name, 80)}: ${said(each.why)}`)
    ),
    paragraph(
      duration.samples === 0 ? `About ${Math.round(duration.p50)} s, by the number of changes.` : `Usually ${Math.round(duration.p50)} s, at worst ${Math.round(duration.p90)} s, from ${plural(duration.samples, 'earlier run')}.`
    ),
    source(`Simulated (${[...new Set(simulated.steps.map((step) => step.fidelity))].join(', ')}) · this is no plan, no change made`),
  ]
}

async function explainSubject(subject: Subject, question: Question, needs: Needs, attention: Attention): Promise<Part[]> {
  for (const place of question.landscape.places) {
    const [found] = resourcesOf(place, subject)
    if (found) return one(found, place, needs, attention, needs.now?.() ?? new Date())
  }
  return unknownSubject(subject, question.landscape)
}

async function one(found: Parameters<typeof resource>[0], place: Place, needs: Needs, attention: Attention, now: Date): Promise<Part[]> {
  attention.progress(`Looking at ${found.name}`)
  let differences: string[] | undefined
  try {
    const drift = await place.simulator.drift(place.target.id, attention.signal)
    needs.sightings?.see(drift, now)
    differences = drift.changes.filter((change) => change.id === found.id).map(
      (change) => change.properties.map(
        (property) => `${said(property.path, 60)} is ${said(property.after ?? 'gone', 60)}, the state says ${said(property.before ?? 'nothing', 60)}`
      ).join('; ')
      || change.operation
    )
  } catch (error) {
    if (attention.signal.aborted || !(error instanceof CountersignError)) throw error
  }
  const run = needs.plans.runs(100).filter((each) => each.target === place.target.id).map((each) => needs.plans.run(each.id))
    .find((each) => each?.steps.some((step) => step.id === found.id && step.state === 'done'))
  const step = run?.steps.findLast((each) => each.id === found.id)
  return resource(
    found, place, run && step && { run: run.id, at: step.endedAt ?? run.startedAt, person: run.person, operation: step.operation },
    differences, now
  )
}

/** "Explain the cart": a resource that is named, where only one has that name. */
function namedResource(words: string, { places }: Landscape): { resource: Parameters<typeof resource>[0], place: Place } | undefined {
  const text = ` ${words.replace(/[^\p{L}\p{N}_-]+/gu, ' ')} `
  const found = places.flatMap((place) => (place.inventory?.resources ?? []).filter(isManaged)
    .filter((each) => text.includes(` ${each.name.toLowerCase()} `) && !place.target.id.includes(`:${each.name.toLowerCase()}/`)).map((each) => ({ resource: each, place })))
  const said = found.filter(({ place }) => text.includes(` ${shortId(place.target.id).split('/').at(-1) ?? ''} `))
  return said[0] ?? found.find(({ place }) => place.target.mode !== 'read-only') ?? found[0]
}

async function drifted(landscape: Landscape, { text, subject, last }: Question, needs: Needs, attention: Attention): Promise<Part[]> {
  const placed = placeOf(text, landscape, subject, last)
  const places = placed.kind === 'place' && placed.said ? [placed.place] : landscape.places
  const parts: Part[] = []
  for (const { target, simulator } of places) {
    attention.progress(`Comparing ${shortId(target.id)} with the world`)
    const drift = await simulator.drift(target.id, attention.signal)
    needs.sightings?.see(drift, needs.now?.() ?? new Date())
    const { changes } = drift
    parts.push(changes.length === 0
      ? paragraph(strong(shortId(target.id)), ': nothing differs from its state.')
      : table([shortId(target.id), 'What differs'], changes.map((change) => [strong(said(change.name, 80)), change.properties.map((property) => `${said(property.path, 60)}: ${said(property.before ?? '', 60)} → ${said(property.after ?? '', 60)}`).join('; ') || change.operation])))
  }
  return [...parts, source('Compared the state with the live API · no change made')]
}
