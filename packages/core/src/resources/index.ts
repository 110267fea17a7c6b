export { type Environment, readConfig, variableName } from './environment.ts'
export { OpenResources } from './open-resources.ts'
export { Secrets } from './secrets.ts'
