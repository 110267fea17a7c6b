export { type RouteName, routes } from '../contract/routes.ts'
