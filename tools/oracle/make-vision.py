"""Makes the fixtures of vision networks and of pictures that every clone has.

    python tools/oracle/make-vision.py tools/oracle/fixtures

With transformers 5, torch and Pillow 12: Pillow 13 resizes columns before rows where that is less work, which rounds otherwise.
"""
import json, os, struct, sys, zlib
import numpy as np, PIL, torch, transformers
from PIL import Image, ImageOps
from safetensors.torch import save_file

target = sys.argv[1]
if not PIL.__version__.startswith("12."):
    sys.exit(f"Pillow {PIL.__version__} rounds otherwise than the fixtures: pip install 'pillow<13'")


def network(name, cls, seed, sizes, **fields):
    """A tiny network with large weights, and what it computes for pictures of each size."""
    torch.manual_seed(seed)
    config = getattr(transformers, cls).config_class(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, image_size=16, patch_size=4,
        initializer_range=0.3, id2label={0: "cat", 1: "dog", 2: "bird"}, **fields)
    model = getattr(transformers, cls)(config).eval()
    for key, parameter in model.named_parameters():
        if parameter.dim() == 1 or "token" in key or "position" in key:
            torch.nn.init.normal_(parameter, mean=float("norm" in key and key.endswith("weight")), std=0.3)
    model.save_pretrained(f"{target}/models/{name}")
    tensors, batches = {}, []
    base = getattr(model, model.base_model_prefix, model)
    for batch, (height, width) in sizes.items():
        pixels = torch.randn(2, 3, height, width)
        other = (height, width) != (16, 16)
        options = {"interpolate_pos_encoding": True} if other and "dinov2" not in name else {}
        with torch.no_grad():
            inner = base(pixels, output_hidden_states=True, **options)
            outer = model(pixels, **options)
        outputs = {}
        values = {"logits": outer, "cls_logits": outer, "distillation_logits": outer, "last_hidden_state": inner, "pooler_output": inner}
        for output, source in values.items():
            if getattr(source, output, None) is not None:
                tensors[f"{batch}.{output}"] = getattr(source, output).clone()
                outputs[output] = {"tensor": f"{batch}.{output}", "shape": list(getattr(source, output).shape)}
        for i, state in enumerate(inner.hidden_states):
            tensors[f"{batch}.hidden_states.{i}"] = state.clone()
        for i, picture in enumerate(pixels):
            tensors[f"{batch}.pixels.{i}"] = picture.clone()
        batches.append({
            "name": batch, "inputs": {"pixel_values": [f"{batch}.pixels.{i}" for i in range(2)], **options}, "outputs": outputs,
            "hidden": {"hidden_states": [f"{batch}.hidden_states.{i}" for i in range(len(inner.hidden_states))]}})
    save_file(tensors, f"{target}/logits/{name}.safetensors")
    with open(f"{target}/logits/{name}.json", "w") as file:
        json.dump({"model": f"models/{name}", "class": cls, "kind": "vision", "pixels": f"{name}.safetensors", "batches": batches}, file)
        file.write("\n")


SIZES = {"trained-size": (16, 16), "larger": (26, 21), "smaller": (8, 12)}
network("tiny-vit", "ViTForImageClassification", 0, SIZES)
network("tiny-vit-pooler", "ViTModel", 1, SIZES, qkv_bias=False, pooler_act="gelu", pooler_output_size=8)
network("tiny-deit", "DeiTForImageClassification", 2, SIZES)
network("tiny-deit-teacher", "DeiTForImageClassificationWithTeacher", 3, SIZES)
network("tiny-dinov2", "Dinov2ForImageClassification", 4, SIZES, mlp_ratio=2)
network("tiny-dinov2-swiglu", "Dinov2ForImageClassification", 5, SIZES, use_swiglu_ffn=True)
network("tiny-beit", "BeitForImageClassification", 6, SIZES, use_relative_position_bias=True)
network("tiny-beit-shared", "BeitForImageClassification", 7, SIZES, use_shared_relative_position_bias=True,
        use_absolute_position_embeddings=True, use_mean_pooling=False, layer_scale_init_value=0.0)

# Pictures: each format and kind of pixel, and what Python's pipelines make of them.
folder = f"{target}/images"
os.makedirs(folder, exist_ok=True)
random = np.random.RandomState(0)
W, H = 20, 14
y, x = np.mgrid[0:H, 0:W]
array = np.stack([x * 12, y * 17, (x + y) * 7 % 256], -1) + random.randint(-5, 6, (H, W, 3))
rgb = Image.fromarray(np.clip(array, 0, 255).astype(np.uint8))
gray, alpha = rgb.convert("L"), Image.fromarray((x * 13 % 256).astype(np.uint8))
with_alpha = lambda image, mode: (image := image.convert(mode), image.putalpha(alpha))[0]
palette = rgb.quantize(8)
wide = (x * 40 + y).astype(np.uint16)


def png(name, pixels, depth, color):
    """PNG as Pillow does not write it: 16 bits in several channels."""
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", W, H, depth, color, 0, 0, 0)
    with open(f"{folder}/{name}", "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


rgb.save(f"{folder}/rgb.png")
rgb.save(f"{folder}/rgb.jpg", quality=90)
rgb.save(f"{folder}/progressive.jpg", quality=80, progressive=True)
gray.save(f"{folder}/gray.jpg")
rgb.convert("CMYK").save(f"{folder}/cmyk.jpg", quality=90)
rgb.convert("CMYK").save(f"{folder}/cmyk.tif", compression="tiff_lzw")
rgb.save(f"{folder}/lossy.webp", quality=80)
rgb.save(f"{folder}/lossless.webp", lossless=True)
rgb.save(f"{folder}/rgb.tif", compression="tiff_lzw")
rgb.save(f"{folder}/rgb.gif")
rgb.save(f"{folder}/rgb.avif", quality=100, subsampling="4:4:4")
gray.save(f"{folder}/gray.png")
rgb.convert("1").save(f"{folder}/bilevel.png")
Image.fromarray(wide).save(f"{folder}/gray16.png")
with_alpha(gray, "LA").save(f"{folder}/gray-alpha.png")
with_alpha(rgb, "RGBA").save(f"{folder}/rgba.png")
palette.save(f"{folder}/palette.png")
palette.save(f"{folder}/palette-transparent.png", transparency=3)
wide_rgb = (np.array(rgb).astype(np.uint16) * 257 - random.randint(0, 200, (H, W, 3)).clip(0)).clip(0).astype(">u2")
png("rgb16.png", wide_rgb.reshape(H, -1), 16, 2)
png("gray-alpha16.png", np.stack([wide * 60, wide], -1).astype(">u2").reshape(H, -1), 16, 4)
turned = rgb.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
rgb.save(f"{folder}/animated.gif", save_all=True, append_images=[turned], duration=100)
rgb.save(f"{folder}/animated.webp", save_all=True, append_images=[turned], duration=100, lossless=True)
rgb.save(f"{folder}/pages.tif", save_all=True, append_images=[turned], compression="tiff_lzw")
for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    rgb.save(f"{folder}/orientation-{orientation}.jpg", quality=90, exif=exif)
exif[0x0112] = 6
rgb.save(f"{folder}/orientation-6.png", exif=exif)
rgb.save(f"{folder}/orientation-6.webp", exif=exif, lossless=True)
rgb.save(f"{folder}/orientation-6.tif", tiffinfo={0x0112: 6}, compression="tiff_lzw")

tensors, images, cases = {}, [], []
for name in sorted(os.listdir(folder)):
    image = Image.open(f"{folder}/{name}")
    read = ImageOps.exif_transpose(image).convert("RGB")
    tensors[f"rgb.{name}"] = torch.from_numpy(np.array(read))
    images.append({"file": f"images/{name}", "mode": image.mode, "size": list(read.size), "rgb": f"rgb.{name}"})
settings = [{"image_processor_type": "ViTImageProcessor", "size": {"height": 9, "width": 33}, "resample": n} for n in range(6)] + [
    {"image_processor_type": "ViTImageProcessor", "size": 8, "do_normalize": False},
    {"image_processor_type": "ViTImageProcessor", "do_resize": False, "do_rescale": False, "do_normalize": False},
    {"image_processor_type": "ViTImageProcessor", "do_resize": False, "do_rescale": False},
    {"image_processor_type": "ViTImageProcessor", "size": {"shortest_edge": 9, "longest_edge": 11}},
    {"image_processor_type": "ViTImageProcessor", "size": {"max_height": 9, "max_width": 40}},
    {"image_processor_type": "DeiTImageProcessor", "size": {"height": 11, "width": 30}, "crop_size": 16},
    {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 17}, "crop_size": {"height": 10, "width": 13}},
    {"image_processor_type": "BeitImageProcessor", "size": 12},
    {"image_processor_type": "CLIPImageProcessor", "size": 12, "crop_size": 12},
    {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 10}, "crop_pct": 0.8},
    {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 384}}]
for i, given in enumerate(settings):
    fields = {key: value for key, value in given.items() if key != "image_processor_type"}
    processor = getattr(transformers, given["image_processor_type"] + "Pil")(**fields)
    # A large result is stored as every 499th pixel.
    pixels = processor(Image.open(f"{folder}/rgb.png"), return_tensors="pt")["pixel_values"][0]
    stride = 499 if pixels.numel() > 10000 else 1
    tensors[f"pixels.{i}"] = pixels.flatten()[::stride].float().clone()
    cases.append({"processor": given, "image": "rgb.png", "pixel_values": f"pixels.{i}", "stride": stride,
                  "shape": list(pixels.shape), "dtype": str(pixels.dtype)})
save_file(tensors, f"{target}/image-processors.safetensors")
with open(f"{target}/image-processors.json", "w") as file:
    json.dump({"arrays": "image-processors.safetensors", "images": images, "cases": cases}, file)
    file.write("\n")
