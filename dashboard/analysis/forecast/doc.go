// Package forecast continues monthly counts: a point, 80 % and 95 % bands, and what the point is made of.
//
// It is for a division's own numbers: a total, two sites, some eighteen groups, 3 to 10 years of months with
// gaps, mild seasons, working-day effects and level shifts. It knows months, numbers and working days; it does
// not know sites, baselines or pages. Every series is forecast from its own months alone; only Reconcile looks
// at several. The same months give the same forecast, to the bit.
//
// # The method, with 24 months and more
//
// With y(t) the count of month t:
//
//  1. Working days. d(t) = working days + 0.6 × other days, over its mean. The factor is f(t) = 1 + γ(d(t) − 1):
//     γ is the share of the working-day effect that this series shows, the posterior mean over 0, ¼ … 2 given a
//     regression of the deseasoned, detrended series on d (partial regression, Frisch & Waugh 1933).
//  2. Transform. z(t) = √(y(t)/f(t) + ⅜) (Anscombe 1948): counts have about the same spread at every level.
//     A marked level shift moves all earlier z by the mean change against the same months a year before.
//  3. Season. The mean of z less its centred 2×12 average, by calendar month, is taken apart into six harmonics,
//     and each is shrunk by τ/(τ + ν): ν is its sampling variance and τ its prior variance, which falls as
//     1/k³ or 1/k with the harmonic k. How large τ is the series says itself: the shrinkage is averaged over a
//     grid of sizes, no season among them, by their marginal likelihood (empirical Bayes, Morris 1983). A
//     season that is only noise vanishes; a spiky one is kept.
//  4. Level. Eighteen exponential smoothers run over z less season: nine simple ones, and nine with a damped
//     trend (Gardner & McKenzie 1985; β = 0.03, φ = 0.8). They are averaged with weights ∝ (mean squared
//     one-step error)^(−n/4), the square root of a Gaussian likelihood: nothing is optimised, so nothing jumps
//     when a month is added.
//  5. Trend. The simple smoothers get the drift of the Theta method (Assimakopoulos & Nikolopoulos 2000), the
//     least-squares slope b shrunk by t²/(t² + 200), t² = b²·Sxx/s²: a slope that is not plain is not continued.
//     The forecast is ⅔ of this and ⅓ of the damped bank.
//  6. Back. The median is (z² − ⅜)·f, the mean (z² + s² − ⅜)·f with s the spread of z; both at least 0. Medians
//     do not add up, means do: pages, landing and Reconcile use means.
//  7. Bands. z ± q·n/(n − 15)·√(σ²(1 + 0.015(h−1)) + 0.2(V(h) − σ²)) taken back, with σ² the one-step error
//     variance, V(h) the bank's own variance h months ahead (with the smoothers' disagreement), and q = 1.05 for
//     80 %, 1.70 for 95 %. n/(n − 15) widens the bands of short histories, in which every published method is too sure.
//
// With 12 to 23 months there is the level only: simple smoothers, no season, no trend, no working days. With
// fewer there is no forecast but a sentence.
//
// # Where the constants come from
//
// They were chosen on 383 monthly series of patient counts (`hospital`, R package expsmooth) by rolling origins
// after 36, 42, 48, 54 and 60 months, twelve months ahead, so inside the first 72 months; on the odd and the
// even series apart, and kept only where both halves agreed. The 714 series of the M3 competition, 18 months before
// their own last training month, guarded against fitting one trade. All sit on flat ground, MASE, mean of the five origins:
//
//   - weight of a day off 0.6: 0.5 to 0.7 differ by 0.0002; the literature of hospital counts has 0.55 to 0.85
//   - γ: prior N(1, 0.5²), and half as much again on 0 for trades without working days (0.8393 → 0.8389 here, 0.876 → 0.870 on M3)
//   - power ½: Anscombe; 0.6 gains 0.001, 0.35 loses 0.002
//   - season: shrinkage by harmonics 0.8359, by one James–Stein factor 0.8388; noise inflated by 1.5 because the
//     centred average leaves some of the level in the months: 1.2 to 2 differ by 0.0006
//   - smoothing constants 0.06 … 0.8, equally likely beforehand, β = 0.03, φ = 0.8: priors learned by rolling
//     origins gain 0.0007 and were left out; so was discounting old errors (loses 0.0006)
//   - likelihood to the power ½: ¼ to 1 differ by 0.0008 here, ½ is best on M3
//   - drift: weight ⅔ and t² against 200: 120 to 300 differ by 0.0014
//   - bands: the interval score's minimum over the five origins, on a coarse grid; scores are flat around it
//   - correlation 0.2 between the errors of different months of one forecast (Landing): 80 % bands of
//     twelve-month sums then held 0.79 to 0.81 after 42 to 60 months
//
// Tried and left out, for they gained nothing: per-series optimisation, a Gaussian-process (structural) model in
// the mean (gains 0.001 only beside the simpler season), clipping outliers, a second pass for the season, an Easter effect, slopes of the last 3 or 4 years.
package forecast
