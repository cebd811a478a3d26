import { RawImage, type ImageInput } from '@automodel/vit';
import type { Library, LibraryImage } from './library.js';

/** Pictures, read as automodel reads them (from files, URLs, bytes, with its limits), for the library. */
export async function readImages(library: Library, images: unknown): Promise<LibraryImage | LibraryImage[]> {
  const read = async (input: unknown): Promise<LibraryImage> => {
    const { data, width, height, channels } = await RawImage.read(input as ImageInput);
    return new library.RawImage(data, width, height, channels);
  };
  return Array.isArray(images) ? Promise.all(images.map(read)) : read(images);
}
