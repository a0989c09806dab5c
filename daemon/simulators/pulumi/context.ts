import type { Project } from './project.ts'
import type { Session } from './session.ts'
import type { Shelf } from './shelf.ts'

/** What every part of this simulator works with. */
export interface Context {
  readonly session: Session
  readonly shelf: Shelf
  /** Titles of the other stacks whose program lies in the same folder. */
  readonly sharing: (project: Project) => string[]
  /** Reads the project anew: its files may have changed. Throws `target-unknown`, `project-unreadable`. */
  readonly project: (target: string) => Project
}
