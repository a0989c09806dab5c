export { closeLeftovers, openHome } from './home.ts'
export { ConfigurationError, readConfiguration, type Configuration, type ModelOptions, type PassphraseSource, type Project, type SinkOptions } from './projects.ts'
export { readPassphrase } from './passphrase.ts'
