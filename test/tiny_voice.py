"""Wav2vec2 classifiers of a few thousand random parameters: mechanics, not knowledge."""

LABELS = ('calm', 'fear', 'none', 'arousal', 'dominance', 'valence', 'distress')
# The two forms of wav2vec2: as wav2vec2-base, and as wav2vec2-large-robust.
FORMS = {'group': {},
         'layer': {'feat_extract_norm': 'layer', 'do_stable_layer_norm': True, 'conv_bias': True}}


def tiny_network(labels, **changed):
    import torch
    from transformers import Wav2Vec2Config
    from transformers import Wav2Vec2ForSequenceClassification
    torch.manual_seed(0)
    return Wav2Vec2ForSequenceClassification(Wav2Vec2Config(**{
        'hidden_size': 16, 'num_hidden_layers': 1, 'num_attention_heads': 2,
        'intermediate_size': 16, 'conv_dim': (8, 8), 'conv_kernel': (40, 16),
        'conv_stride': (40, 16), 'num_conv_pos_embeddings': 8,
        'num_conv_pos_embedding_groups': 2, 'classifier_proj_size': 8,
        'id2label': dict(enumerate(labels)), 'label2id': {n: i for i, n in enumerate(labels)},
        **changed}))


def loud(network):
    """Return the network with a head whose logits differ between sounds by more than rounding."""
    import torch
    with torch.no_grad():
        for layer in (network.projector, network.classifier):
            layer.weight.normal_(0, 1.0)
    return network


def save_dense(network, folder, out_bias=None):
    """Save `network` with random weights in the form of audeering's dense head."""
    from safetensors.torch import load_file
    from safetensors.torch import save_file
    import torch
    network.save_pretrained(folder)
    width, outputs = network.config.hidden_size, network.config.num_labels
    tensors = {k: v for k, v in load_file(folder / 'model.safetensors').items()
               if k.startswith('wav2vec2.')}
    bias = torch.randn(outputs) if out_bias is None else torch.tensor(out_bias)
    weight = torch.randn(outputs, width) if out_bias is None else torch.zeros(outputs, width)
    tensors |= {'classifier.dense.weight': torch.randn(width, width),
                'classifier.dense.bias': torch.randn(width),
                'classifier.out_proj.weight': weight, 'classifier.out_proj.bias': bias}
    save_file(tensors, folder / 'model.safetensors', {'format': 'pt'})
