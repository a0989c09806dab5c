export { createCommands, type Commands } from './commands.ts'
export { listen } from './listen.ts'
