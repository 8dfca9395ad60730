"""How lesson 2 draws what theory predicts beside what is measured."""

from ...plots import style

PREDICTED = {"color": style.GREY, "linestyle": "-"}
MEASURED = {"color": style.VERMILLION}
