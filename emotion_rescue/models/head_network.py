"""The network that finds the head in a view of a person: 0.3 M parameters, a map of places."""

HEAD_VIEW_PX = 96       # side of the square view that it is given
CELL_PX = 4             # side of a place of its map
CELLS = HEAD_VIEW_PX // CELL_PX
TYPICAL_HEAD_PX = 20.0  # sizes are told as the logarithm of their ratio to this


def build_head_network():
    """Return a torch module with random weights.

    It takes float (n, 3, HEAD_VIEW_PX, HEAD_VIEW_PX), -0.5..0.5, red first, and returns two
    tensors: logits (n, CELLS * CELLS + 1) of the cell, counted by rows, that has the middle of the
    head, the last for no head; and (n, 4, CELLS, CELLS): how far right and down in its cell the
    middle is, in cells from -0.5 to 0.5, and the log of width and height by TYPICAL_HEAD_PX.
    """
    import torch
    from torch import nn

    def block(given, made, stride=1):
        # No batch norm: what it averages would have to be kept beside the weights.
        return nn.Sequential(nn.Conv2d(given, made, 3, stride, 1, bias=False),
                             nn.GroupNorm(8, made), nn.ReLU())

    class HeadNetwork(nn.Module):
        def __init__(self):
            super().__init__()
            self.fine = nn.Sequential(block(3, 16, 2), block(16, 32, 2), block(32, 32))
            self.middle = nn.Sequential(block(32, 64, 2), block(64, 64))
            self.coarse = nn.Sequential(block(64, 96, 2), block(96, 96))
            self.across = nn.ModuleList(nn.Conv2d(width, 48, 1) for width in (32, 64, 96))
            self.joined = block(48, 48)
            self.say = nn.Conv2d(48, 5, 1)
            self.nowhere = nn.Linear(96, 1)

        def forward(self, views):
            fine = self.fine(views)
            middle = self.middle(fine)
            coarse = self.coarse(middle)
            grown = self.across[2](coarse)
            for width, given in ((1, middle), (0, fine)):
                grown = self.across[width](given) + nn.functional.interpolate(
                    grown, scale_factor=2)
            said = self.say(self.joined(grown))
            places = torch.cat([said[:, 0].flatten(1), self.nowhere(coarse.mean((2, 3)))], dim=1)
            return places, said[:, 1:]

    return HeadNetwork()
