export { buildStoppingCriteria, type StoppingContext } from './build.js';
export {
  ConfidenceCriteria,
  EosTokenCriteria,
  InterruptableStoppingCriteria,
  MaxLengthCriteria,
  MaxTimeCriteria,
} from './criteria.js';
export { StopStringCriteria } from './stop-strings.js';
export { StoppingCriteriaList, type StoppingCriterion, type StoppingFunction } from './stopping-criteria.js';
