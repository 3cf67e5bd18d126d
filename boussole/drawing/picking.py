"""Communes to click in or out of a territory, as Leaflet layers. Offline like every map here (see leaflet.py)."""

from __future__ import annotations

import html

import folium
from folium.utilities import JsCode
from geopandas import GeoDataFrame
from shapely.geometry import mapping

from boussole.drawing import palette
from boussole.drawing.leaflet import OfflineMap, base_map
from boussole.french import spaced
from boussole.panels import Parcel, Picker

CHOSEN = "#2c7fb8"
LEFT_OUT = "#ffffff"

# Clicks reach the server at most four times a second, the last one alone: each carries all those of this frame, in
# order, and the frame's own mark, so that none is lost and none counts twice.
_REMEMBER = JsCode("""(feature, layer) => layer.on("click", () => {
    window.bslFrame = window.bslFrame || String(Math.random());
    window.bslPicks = (window.bslPicks || []).concat([feature.properties.code]);
    feature.properties.frame = window.bslFrame;
    feature.properties.picks = window.bslPicks;
})""")


def picking_frame(contours: GeoDataFrame, focus: GeoDataFrame) -> OfflineMap:
    """The frame, on `focus` (or everything, when that is empty) with some room around it."""
    if focus.empty:
        return base_map(contours)
    west, south, east, north = (float(v) for v in focus.total_bounds)
    room_x, room_y = (east - west) * 0.15, (north - south) * 0.15
    built = base_map(focus)
    built.fit_bounds([[south - room_y, west - room_x], [north + room_y, east + room_x]])
    return built


def picking_layer(panel: Picker, contours: GeoDataFrame) -> folium.FeatureGroup:
    """Every commune with a contour; those chosen are dark, and drawn last so that their border shows whole."""
    shapes = dict(zip(contours["code"], contours.geometry, strict=True))
    drawn = sorted((p for p in panel.parcels if p.code in shapes), key=lambda p: p.chosen)
    features = [
        {
            "type": "Feature",
            "id": p.code,
            "properties": {"code": p.code, "chosen": p.chosen, "tooltip": picking_tooltip(p)},
            "geometry": mapping(shapes[p.code]),
        }
        for p in drawn
    ]
    group = folium.FeatureGroup(name="choix")
    layer = folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        style_function=lambda f: {
            "className": "commune chosen" if f["properties"]["chosen"] else "commune",
            "fillColor": CHOSEN if f["properties"]["chosen"] else LEFT_OUT,
            "fillOpacity": 0.85,
            "color": palette.HATCH if f["properties"]["chosen"] else palette.BORDER,
            "weight": 2 if f["properties"]["chosen"] else 1,
        },
        highlight_function=lambda _: {"weight": 4, "color": palette.SELECTED},
        tooltip=folium.GeoJsonTooltip(fields=["tooltip"], labels=False, sticky=True),
        on_each_feature=_REMEMBER,
    )
    group.add_child(layer)
    return group


def picking_tooltip(parcel: Parcel) -> str:
    """Its name, what is known of it, and what a click does; escaped."""
    said = [*parcel.details, "Dans le territoire : cliquez pour retirer" if parcel.chosen else "Cliquez pour ajouter"]
    lines = "".join(f"<br>{html.escape(spaced(d))}" for d in said)
    return f'<div style="font: 14px/1.4 sans-serif"><strong>{html.escape(parcel.name)}</strong>{lines}</div>'
