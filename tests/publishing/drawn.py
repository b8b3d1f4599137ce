"""A chart of a dataset, and the texts on a figure."""

from matplotlib.text import Text

from simulate.publishing.charts.ranges import ranges_chart
from simulate.publishing.ranges import rows


def draw(dataset, quantity=None, **options):
    """The chart of a quantity, the first where none is named."""
    results = rows.read(dataset)
    block = next(b for b in results.blocks if quantity in (None, b.quantity))
    return ranges_chart(block, results.run, **options)


def texts(figure):
    """All texts that are seen."""
    figure.canvas.draw()
    return [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]


def told(figure):
    """What they say, in one."""
    return " ".join(text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in texts(figure))
