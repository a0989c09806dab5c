import type { Command } from './context.ts'

/** The `state` commands by their words. */
export const stateCommands: Readonly<Record<string, Command>> = {}
