import { CheckpointError } from '../src/index.js';
import type { TensorLocations } from '../src/weights/location.js';

/**
 * How reading damaged weights ends: `sound` with all places inside of the file, or the code of a typed error.
 * Anything else is thrown on.
 */
export async function outcome(reading: Promise<TensorLocations>, fileSize: number): Promise<string> {
  try {
    const tensors = await reading;
    const inside = [...tensors.values()].every(
      ({ offset, length }) => offset >= 0 && offset + length <= fileSize,
    );
    return inside ? 'sound' : 'a place outside of the file';
  } catch (error) {
    if (error instanceof CheckpointError) return error.code;
    throw error;
  }
}
