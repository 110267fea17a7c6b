export { type Request, request, type Schedule, schedule, type Selection, type Sensor, sensor } from './schedule.ts'
