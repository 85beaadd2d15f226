"""One photo, as Mapillary would describe it."""

from datetime import UTC, datetime

from curator.sources.source import Camera, Creator, Dates, Dimensions, GeoLocation, ImageUrls, MediaImage

PAGE = "https://www.mapillary.com/app/?pKey=1000&focus=photo"
IMAGE = MediaImage(
    id="1000",
    title="Photo.jpg",
    dates=Dates(taken=datetime(2023, 7, 22, 4, 26, 40, tzinfo=UTC)),
    creator=Creator(id="7", username="alice", profile_url="https://www.mapillary.com/app/user/alice"),
    location=GeoLocation(latitude=47.1, longitude=8.5, compass_angle=12.5),
    urls=ImageUrls(url=PAGE, original="o", preview="p", thumbnail="t"),
    dimensions=Dimensions(width=4000, height=3000),
    camera=Camera(),
)
