import { dynamic } from '@pulumi/pulumi'
import type { CustomResourceOptions, Input, Output } from '@pulumi/pulumi'
import { sandboxProvider } from './provider'

const sites = sandboxProvider({
  collection: 'sites', key: 'name', fixed: [], mutable: ['content', 'banner', 'replicas', 'database'], once: [], facts: ['uid'],
})
const databases = sandboxProvider({
  collection: 'databases', key: 'name', fixed: ['encoding'], mutable: ['tier', 'protected'], once: ['sampleRows'], facts: ['uid', 'rows', 'bytes'],
})
const routes = sandboxProvider({ collection: 'routes', key: 'path', fixed: [], mutable: ['site'], once: [], facts: ['uid'] })

export interface SiteArgs {
  readonly name: Input<string>
  readonly content: Input<string>
  readonly banner?: Input<string>
  /** Listeners that answer in turn, 1 to 10. */
  readonly replicas: Input<number>
  /** The database whose rows the site shows. */
  readonly database?: Input<string>
}
/** A site: content that is served by its replicas. */
export class Site extends dynamic.Resource {
  declare readonly name: Output<string>
  constructor(name: string, args: SiteArgs, options?: CustomResourceOptions) {
    super(sites, name, { banner: '', uid: undefined, ...args }, options, 'sandbox', 'Site')
  }
}

export interface DatabaseArgs {
  readonly name: Input<string>
  readonly tier: Input<'small' | 'medium' | 'large'>
  readonly encoding?: Input<'UTF-8' | 'UTF-16'>
  readonly protected?: Input<boolean>
  /** Rows that it is born with. */
  readonly sampleRows?: Input<number>
}
/** A database: a SQLite file. Another encoding is another file. */
export class Database extends dynamic.Resource {
  declare readonly name: Output<string>
  declare readonly rows: Output<number>
  constructor(name: string, args: DatabaseArgs, options?: CustomResourceOptions) {
    const usual = { encoding: 'UTF-8', protected: false, sampleRows: 0, rows: undefined, bytes: undefined, uid: undefined }
    super(databases, name, { ...usual, ...args }, options, 'sandbox', 'Database')
  }
}

export interface RouteArgs {
  readonly path: Input<string>
  readonly site: Input<string>
}
/** A route: a path that leads to a site. */
export class Route extends dynamic.Resource {
  declare readonly path: Output<string>
  constructor(name: string, args: RouteArgs, options?: CustomResourceOptions) {
    super(routes, name, { uid: undefined, ...args }, options, 'sandbox', 'Route')
  }
}
