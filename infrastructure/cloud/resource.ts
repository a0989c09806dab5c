import { z } from 'zod'

/**
 * What the sandbox cloud holds: sites, databases and routes. A resource is known by its natural name (`sites/web`), so a
 * program that lost an answer can look up whether its create happened.
 */

const label = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/
const name = z.string().regex(label, 'a name is 1 to 40 lower-case letters, digits and hyphens, starts with a letter and ends without a hyphen')
const path = z.string().max(120).regex(/^[a-z0-9-]+(?:\/[a-z0-9-]+)*$/, 'a path is lower-case words of letters, digits and hyphens with / between them')
// What is shown as text must not be able to hide its end or its order from a reader.
const text = (most: number) => z.string().max(most).regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, 'control and direction characters are not accepted')

export const siteSpec = z.strictObject({
  name,
  content: text(4000),
  banner: text(200).default(''),
  replicas: z.int().min(1).max(10),
  database: name.nullable().default(null),
})
export const databaseSpec = z.strictObject({
  name,
  tier: z.enum(['small', 'medium', 'large']),
  encoding: z.enum(['UTF-8', 'UTF-16']).default('UTF-8'),
  protected: z.boolean().default(false),
  sampleRows: z.int().min(0).max(50_000).default(0),
})
export const routeSpec = z.strictObject({ path, site: name })

/** What an update may change. A name, a path, an encoding and the first rows are fixed at creation. */
export const sitePatch = z.strictObject({
  content: siteSpec.shape.content, banner: text(200), replicas: siteSpec.shape.replicas, database: name.nullable(),
}).partial()
export const databasePatch = z.strictObject({ tier: databaseSpec.shape.tier, protected: z.boolean() }).partial()
export const routePatch = z.strictObject({ site: name }).partial()

export type SiteSpec = z.infer<typeof siteSpec>
export type DatabaseSpec = z.infer<typeof databaseSpec>
export type RouteSpec = z.infer<typeof routeSpec>
export type Tier = DatabaseSpec['tier']

const record = {
  /** Random, new at each creation: tells a resource from an earlier one of the same name. */
  uid: z.string().regex(/^[0-9a-f]{16}$/),
  /** The operation tag of the call that created it, `null` where the caller gave none. */
  createdBy: z.string().nullable(),
  created: z.iso.datetime(),
  changed: z.iso.datetime(),
}
export const site = z.strictObject({ kind: z.literal('sites'), ...record, spec: siteSpec })
export const database = z.strictObject({ kind: z.literal('databases'), ...record, spec: databaseSpec })
export const route = z.strictObject({ kind: z.literal('routes'), ...record, spec: routeSpec })
export const resource = z.discriminatedUnion('kind', [site, database, route])

export type Site = z.infer<typeof site>
export type Database = z.infer<typeof database>
export type Route = z.infer<typeof route>
export type Resource = z.infer<typeof resource>
export const kinds = ['sites', 'databases', 'routes'] as const
export type Kind = (typeof kinds)[number]

/** The natural name of a resource within its kind: a route's is its path. */
export const nameOf = (of: Resource): string => of.kind === 'routes' ? of.spec.path : of.spec.name

/** The identifier that a program keeps: kind and natural name, as in the console's address. */
export const idOf = (of: Resource): string => `${of.kind}/${nameOf(of)}`
