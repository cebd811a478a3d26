import { pipeline, RawImage } from '@automodel/auto';
import type { Command } from 'commander';
import { showClasses } from '../views/images.js';
import type { Print } from '../views/tables.js';
import { modelOption, topKOption } from './options.js';

interface ImageOptions {
  readonly model: string;
  readonly topK: number;
}

/** `classify-image`. */
export function addImageCommands(program: Command, print: Print): void {
  program
    .command('classify-image')
    .description('say what a picture shows; the bundled model knows digits')
    .argument('<image>', 'path or URL of a PNG, JPEG, WebP, AVIF, TIFF or GIF')
    .addOption(modelOption('mini-vit-digits'))
    .addOption(topKOption('labels', 3))
    .action(async (path: string, { model, topK }: ImageOptions) => {
      const image = await RawImage.read(path);
      await using classifier = await pipeline('image-classification', model);
      await showClasses(image, await classifier(image, { top_k: topK }), print);
    });
}
